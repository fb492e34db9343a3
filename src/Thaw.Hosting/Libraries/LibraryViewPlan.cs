using System.Security.Cryptography;
using System.Text;
using Thaw.Python.Interpreters;

namespace Thaw.Hosting.Libraries;

/// <summary>Which distributions a version sees, and which of their modules something else hides.</summary>
/// <param name="Interpreter">Whose byte code is shown.</param>
/// <param name="ComesFirst">Whether the libraries come before the function's own code: they do when the function brings some itself.</param>
/// <param name="Groups">Names in the <see cref="LibraryStore"/>, by where they come from; what an earlier group has, a later one does not show.</param>
/// <param name="HiddenFromLater">Modules that only the first group may show: those of the function itself.</param>
/// <param name="HiddenFromLast">Modules that the last group may not show: the standard library's, which come before a system's packages.</param>
internal sealed record LibraryViewPlan(
    Interpreter Interpreter, bool ComesFirst, IReadOnlyList<IReadOnlyList<string>> Groups,
    IReadOnlyCollection<string> HiddenFromLater, IReadOnlyCollection<string> HiddenFromLast)
{
    // Raised when a view is laid out in another way.
    private const int Layout = 1;

    /// <summary>Whether there is nothing to see.</summary>
    public bool IsEmpty => Groups.All(group => group.Count == 0);

    /// <summary>The same for the same view: 40 hexadecimal digits.</summary>
    public string Name
    {
        get
        {
            var text = new StringBuilder().Append(Layout).Append(' ').Append(ComesFirst).Append(' ')
                .Append(Interpreter.BaseExecutable).Append(' ').Append(Interpreter.Build).Append('\n');
            foreach (var group in Groups)
                text.AppendJoin(' ', group).Append('\n');
            text.AppendJoin(' ', HiddenFromLater.Order(StringComparer.Ordinal));
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..40];
        }
    }
}
