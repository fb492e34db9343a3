using System.Globalization;
using Thaw.Lab.Subjects;

namespace Thaw.Lab.Budgeting;

/// <summary>A copy of a function whose init takes longer by a given share: a loop at the end of its handler's module, of a length that was measured.</summary>
internal sealed class SlowedFunction
{
    private const int TrialLoops = 20_000;

    private readonly string _handler;
    private readonly string _source;

    private SlowedFunction(string folder, string handler)
    {
        (Folder, _handler) = (folder, handler);
        _source = File.ReadAllText(handler);
    }

    /// <summary>The copy's folder.</summary>
    public string Folder { get; }

    /// <summary>What init of the copy takes over that of the original, measured with the final loop.</summary>
    public PairedRatio Ratio { get; private set; } = new(1, 1, 1);

    /// <summary>Makes the copy and adjusts the loop until it takes what it should.</summary>
    /// <param name="original">The function's folder.</param>
    /// <param name="folder">Where the copy goes.</param>
    /// <param name="share">By how much longer, 0.1 for 10 %.</param>
    /// <param name="starts">Pairs of cold starts for each measurement.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LabException">The function does not start, or its handler's module is no file in its folder.</exception>
    public static SlowedFunction Make(string original, string folder, double share, int starts, CancellationToken cancellation)
    {
        FolderCopy.Make(original, folder);
        using var function = LabFunction.Open(original, cancellation);
        var target = function.Prepared.Function.Target;
        var handler = Path.Combine(folder, target[..target.LastIndexOf('.')].Replace('.', '/') + ".py");
        if (!File.Exists(handler))
            throw new LabException($"{original}: there is no file {handler} to slow down");
        var slowed = new SlowedFunction(folder, handler);
        // A loop about as long as init itself is measured, and then cut: noise on its length is cut with it.
        double loops = TrialLoops;
        for (var round = 0; round < 2; round++)
        {
            slowed.Write((int)loops);
            var longer = PairedRatio.Measure(function, folder, starts, cancellation).Value - 1;
            loops /= Math.Clamp(longer, 0.02, 50);
        }

        slowed.Write((int)(share * loops));
        slowed.Ratio = PairedRatio.Measure(function, folder, starts, cancellation);
        return slowed;
    }

    private void Write(int loops) => File.WriteAllText(
        _handler, string.Create(CultureInfo.InvariantCulture, $"{_source}\nfor _thaw_loop in range({loops}):\n    pass\n"));
}
