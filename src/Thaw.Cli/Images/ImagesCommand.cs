using System.CommandLine;

namespace Thaw.Cli.Images;

/// <summary><c>thaw images</c>: dependency images.</summary>
internal static class ImagesCommand
{
    /// <summary>The command, to be added to the root.</summary>
    public static Command Create() => new("images", "Dependency images: libraries that are initialised once for many functions")
    {
        ListCommand.Create(),
        PlanCommand.Create(),
        BuildCommand.Create(),
        InspectCommand.Create(),
        DeleteCommand.Create(),
        SimulateCommand.Create(),
    };
}
