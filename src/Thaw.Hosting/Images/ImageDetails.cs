namespace Thaw.Hosting.Images;

/// <summary>All that is known of one image.</summary>
/// <param name="Name">As <see cref="HeldImage"/>'s.</param>
/// <param name="Runtime">Its interpreter, as <c>python3.11</c>.</param>
/// <param name="InterpreterBuild">The build of that.</param>
/// <param name="Reason">Why it is held or wanted, a few words; null when nothing wants it any more.</param>
/// <param name="Failure">Why it could not be made the last time; null when it could.</param>
/// <param name="Held">What it came to; null when it is not there.</param>
/// <param name="Asked">The modules that it was told to initialise, in their order.</param>
/// <param name="Libraries">The libraries among them.</param>
/// <param name="Functions">Who is forked from it, and why others are not.</param>
public sealed record ImageDetails(
    string Name, string Runtime, string InterpreterBuild, string? Reason, string? Failure, ImageContent? Held, IReadOnlyList<string> Asked,
    IReadOnlyList<ImageLibrary> Libraries, IReadOnlyList<ImageUser> Functions);

/// <summary>What an image came to.</summary>
/// <param name="Bytes">What it took of memory when it was made, bytes (PSS).</param>
/// <param name="AnonymousBytes">What instances get of it that is no file's, bytes.</param>
/// <param name="BuildMs">How long it took to make, ms.</param>
/// <param name="Forks">How many instances were forked from it.</param>
/// <param name="Instances">How many of them are there.</param>
/// <param name="Threads">How many threads its template has; with more than one there is no image.</param>
/// <param name="StartedThreads">The modules that started threads, so that it was made again with the pools of libraries of mathematics off.</param>
/// <param name="Modules">All modules that it has loaded, in their order.</param>
/// <param name="Costs">Of those that took 1 ms or more, or could not be imported.</param>
/// <param name="Variables">Environment variables that were read meanwhile; <c>*</c>: all of them.</param>
public sealed record ImageContent(
    long Bytes, long AnonymousBytes, double BuildMs, int Forks, int Instances, int Threads, IReadOnlyList<string> StartedThreads, IReadOnlyList<string> Modules,
    IReadOnlyList<ModuleCost> Costs, IReadOnlyList<string> Variables);

/// <summary>What a module took.</summary>
/// <param name="Module">Its dotted name.</param>
/// <param name="Ms">How long its import took, ms, without what was there already.</param>
/// <param name="Error">Why it could not be imported, one line; null when it was.</param>
public sealed record ModuleCost(string Module, double Ms, string? Error);

/// <summary>A library of an image.</summary>
/// <param name="Module">Its top-level module.</param>
/// <param name="Content">16 hexadecimal digits over all of its files.</param>
/// <param name="IsOperators">Whether it comes from a package that the machine's operator has installed; otherwise functions bring it.</param>
public sealed record ImageLibrary(string Module, string Content, bool IsOperators);

/// <summary>What a function is to an image.</summary>
/// <param name="Function">Its name.</param>
/// <param name="Use"><c>used</c>: its next cold start is forked from it; <c>fits</c>: it could be, and another one suits better; <c>no</c>.</param>
/// <param name="Reason">Why not; null when it fits.</param>
public sealed record ImageUser(string Function, string Use, string? Reason);
