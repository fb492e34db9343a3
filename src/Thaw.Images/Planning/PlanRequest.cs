namespace Thaw.Images.Planning;

/// <summary>What a plan of images is made from.</summary>
public sealed record PlanRequest
{
    /// <summary>The parts that functions load; everything else names them by their index here.</summary>
    public required IReadOnlyList<ImagePart> Parts { get; init; }

    /// <summary>The functions.</summary>
    public required IReadOnlyList<PlannedFunction> Functions { get; init; }

    /// <summary>What starts and templates cost.</summary>
    public required StartCosts Costs { get; init; }

    /// <summary>Memory that all images together may take, bytes; 0 or more.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Images to consider besides those that follow from the functions: sets of parts.</summary>
    public IReadOnlyList<IReadOnlyCollection<int>> Candidates { get; init; } = [];

    /// <summary>Images that are held now: these need no building.</summary>
    public IReadOnlyList<IReadOnlyCollection<int>> Held { get; init; } = [];

    /// <summary>Memory that each of <see cref="Held"/> takes if it is started from nothing, measured, bytes; empty: as much as its parts and an interpreter.</summary>
    public IReadOnlyList<long> HeldBytes { get; init; } = [];

    /// <summary>Parts of which every image has one, where functions run on several interpreters; empty: one interpreter, which is no part.</summary>
    public IReadOnlyCollection<int> Interpreters { get; init; } = [];

    /// <summary>
    /// Whether an image is forked from the largest one that it contains, and has memory in common with it. Otherwise each is started from nothing:
    /// then none has a parent.
    /// </summary>
    public bool ForksImages { get; init; } = true;

    /// <summary>
    /// For how long the plan is made, minutes, over 0: an image that is not held has to save more than building it takes in this
    /// time. Infinite: building costs nothing.
    /// </summary>
    public double HorizonMinutes { get; init; } = double.PositiveInfinity;
}

/// <summary>A function that a plan is made for.</summary>
/// <param name="Name">Its name, for reasons.</param>
/// <param name="Parts">Parts that it loads while it is initialised, whatever it is started from.</param>
/// <param name="StartsPerMinute">How often an instance of it is started; 0 or more.</param>
/// <param name="Count">How many functions it stands for that load the same; their starts are in <paramref name="StartsPerMinute"/>. For reasons.</param>
public sealed record PlannedFunction(string Name, IReadOnlyCollection<int> Parts, double StartsPerMinute, int Count = 1);
