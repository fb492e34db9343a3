using System.Globalization;
using Thaw.Profiling.Analysis.Tables;

namespace Thaw.Cli.Images;

/// <summary>A plan of images as text.</summary>
internal static class PlanText
{
    private const int MostNames = 6;

    public static void Write(TextWriter output, ImagePlanDocument plan)
    {
        output.WriteLine(Text($"images for at most {plan.MemoryBytes / 1e6:N0} MB: {plan.Images.Count}, {plan.Images.Sum(image => image.Bytes) / 1e6:N0} MB; they spare {plan.Images.Sum(image => image.GainMsPerMinute):N0} ms of cold starts a minute"));
        foreach (var root in Enumerable.Range(0, plan.Images.Count).Where(index => plan.Images[index].Parent < 0))
            Write(output, plan, root, 0);
        foreach (var left in plan.LeftOut)
            output.WriteLine("not planned: " + left);
        if (plan.Applied is not null)
            output.WriteLine($"applied; the host makes them in the background: {string.Join(", ", plan.Applied)}");
    }

    private static void Write(TextWriter output, ImagePlanDocument plan, int index, int depth)
    {
        var (image, indent) = (plan.Images[index], new string(' ', 2 * depth));
        output.WriteLine(indent + image.Name + (image.Runtime is { } runtime ? $" ({runtime})" : "") + (image.IsHeld == true ? ", held" : ""));
        output.WriteLine($"{indent}  {image.Reason}");
        if (image.Users.Count > 0)
            output.WriteLine($"{indent}  from it: {Some(image.Users)}");
        if (image.Libraries.Count > 0)
            output.WriteLine($"{indent}  holds: {Some([.. image.Libraries.OrderByDescending(library => library.InitMs ?? 0).Select(Describe)])}");
        foreach (var child in Enumerable.Range(0, plan.Images.Count).Where(each => plan.Images[each].Parent == index))
            Write(output, plan, child, depth + 1);
    }

    private static string Describe(LibraryCostDocument library) => library.InitMs is { } ms
        ? Text($"{library.Name} {ms:0} ms {library.Bytes / 1e6:0.0} MB{(library.Use is UseState.NotSeen or UseState.InitOnly ? " (no event uses it)" : "")}")
        : library.Name;

    private static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? $" and {names.Count - MostNames} more" : "");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
