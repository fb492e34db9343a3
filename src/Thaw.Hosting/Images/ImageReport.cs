namespace Thaw.Hosting.Images;

/// <summary>What a host holds of images, what it would hold, and who gets them.</summary>
/// <param name="MemoryBytes">What all images together may take, bytes; 0: there are none.</param>
/// <param name="Images">Those that are held.</param>
/// <param name="Plan">Those that are worth their memory now, the best first, beside those that were asked for.</param>
/// <param name="Failed">Those that could not be made.</param>
/// <param name="Functions">The latest version of each function, and its image.</param>
/// <param name="LeftOut">What images would gain most beyond the plan, and why they are not in it.</param>
/// <param name="Requested">Those that were asked for: they are held whatever they gain.</param>
/// <param name="Deleted">Names of those that were deleted and are not made again.</param>
public sealed record ImageReport(
    long MemoryBytes, IReadOnlyList<HeldImage> Images, IReadOnlyList<WorthyImage> Plan, IReadOnlyList<FailedImage> Failed, IReadOnlyList<FunctionImage> Functions,
    IReadOnlyList<string> LeftOut, IReadOnlyList<AskedForImage> Requested, IReadOnlyList<string> Deleted)
{
    /// <summary>Of a host without images.</summary>
    internal static ImageReport None { get; } = new(0, [], [], [], [], [], [], []);
}

/// <summary>An image that is held.</summary>
/// <param name="Name">12 hexadecimal digits over what it holds.</param>
/// <param name="Runtime">Its interpreter, as <c>python3.11</c>.</param>
/// <param name="Libraries">The top-level modules in it that are no interpreter's.</param>
/// <param name="Modules">How many modules it was told to initialise; more come with these.</param>
/// <param name="Bytes">What it took of memory when it was made, bytes (PSS).</param>
/// <param name="BuildMs">How long it took to make, ms.</param>
/// <param name="Forks">How many instances were forked from it.</param>
/// <param name="Instances">How many of them are there.</param>
public sealed record HeldImage(
    string Name, string Runtime, IReadOnlyList<string> Libraries, int Modules, long Bytes, double BuildMs, int Forks, int Instances);

/// <summary>An image that is worth its memory.</summary>
/// <param name="Name">As <see cref="HeldImage"/>'s.</param>
/// <param name="Libraries">As <see cref="HeldImage"/>'s.</param>
/// <param name="SparedMsPerMinute">What it spares the cold starts that are forked from it, ms per minute.</param>
/// <param name="Bytes">What it takes, or is likely to, bytes.</param>
/// <param name="Versions">How many versions are forked from it.</param>
/// <param name="IsHeld">Whether it is there.</param>
/// <param name="Reason">Why it is worth its memory, one sentence.</param>
public sealed record WorthyImage(string Name, IReadOnlyList<string> Libraries, double SparedMsPerMinute, long Bytes, int Versions, bool IsHeld, string Reason);

/// <summary>An image that somebody asked for.</summary>
/// <param name="Name">As <see cref="HeldImage"/>'s.</param>
/// <param name="Libraries">As <see cref="HeldImage"/>'s.</param>
/// <param name="IsHeld">Whether it is there.</param>
/// <param name="Reason">Who asked, a few words.</param>
public sealed record AskedForImage(string Name, IReadOnlyList<string> Libraries, bool IsHeld, string Reason);

/// <summary>An image that could not be made.</summary>
/// <param name="Name">As <see cref="HeldImage"/>'s.</param>
/// <param name="Reason">Why, one line.</param>
/// <param name="Attempts">How often in a row.</param>
public sealed record FailedImage(string Name, string Reason, int Attempts);

/// <summary>A function and its image.</summary>
/// <param name="Function">Its name.</param>
/// <param name="Image">The image that its next cold start is forked from; null when it boots.</param>
/// <param name="Reason">Why it boots; null when it does not.</param>
public sealed record FunctionImage(string Function, string? Image, string? Reason);
