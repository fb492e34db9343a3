namespace Thaw.Images.Planning;

/// <summary>Something that an image may have initialised: a module, or modules of a library that are always loaded together.</summary>
/// <param name="Name">What it is called. Parts are told apart by where they stand in a list; who makes the list gives copies that differ in content different parts.</param>
/// <param name="InitMs">What initialising it takes, without what it loads that is another part, ms; 0 or more.</param>
/// <param name="Bytes">Memory that it takes once initialised, the same way; 0 or more.</param>
public sealed record ImagePart(string Name, double InitMs, long Bytes);
