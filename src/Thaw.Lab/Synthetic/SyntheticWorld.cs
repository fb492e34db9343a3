namespace Thaw.Lab.Synthetic;

/// <summary>Which modules there are, and which loads which.</summary>
internal sealed class SyntheticWorld
{
    /// <summary>Modules of a library; scikit-learn has about 200, most libraries far fewer.</summary>
    public const int ModulesPerLibrary = 50;

    /// <summary>Submodules that a module of a library loads.</summary>
    private const int Branches = 4;

    private const int UsedLibraries = 3;

    /// <summary>The folder of the function's own code.</summary>
    public const string FunctionRoot = "/srv/synthetic";

    private readonly int[] _parents;

    /// <summary>Creates it.</summary>
    public SyntheticWorld(int modules)
    {
        _parents = new int[modules];
        _parents[0] = -1;
        for (int i = 1; i < modules; i++)
            _parents[i] = ParentOf(i);
    }

    /// <summary>Names of the events.</summary>
    public static IReadOnlyList<string> Events { get; } = ["first", "second", "third", "fourth"];

    /// <summary>How many modules there are; 0 is the handler's.</summary>
    public int Modules => _parents.Length;

    /// <summary>How many libraries.</summary>
    public int Libraries => LibraryOf(Modules - 1) + 1;

    /// <summary>The module whose load loads a module; -1 for the handler's.</summary>
    public int Parent(int module) => _parents[module];

    /// <summary>The library of a module other than 0.</summary>
    public static int LibraryOf(int module) => (module - 1) / ModulesPerLibrary;

    /// <summary>A library's name.</summary>
    public static string LibraryName(int library) => FormattableString.Invariant($"lib{library:000}");

    /// <summary>A module's full name.</summary>
    public static string NameOf(int module)
    {
        int place = PlaceIn(module);
        return (module, place) switch
        {
            (0, _) => "handler",
            (_, 0) => LibraryName(LibraryOf(module)),
            _ => FormattableString.Invariant($"{LibraryName(LibraryOf(module))}.part{place:00}"),
        };
    }

    /// <summary>A module's file.</summary>
    public static string FileOf(int module) => (module, PlaceIn(module)) switch
    {
        (0, _) => FunctionRoot + "/handler.py",
        (_, 0) => FormattableString.Invariant($"/usr/lib/python3/dist-packages/{NameOf(module)}/__init__.py"),
        _ => FormattableString.Invariant($"/usr/lib/python3/dist-packages/{NameOf(module).Replace('.', '/')}.py"),
    };

    /// <summary>Whether events run anything of a module: of one library in three.</summary>
    public static bool IsUsed(int module) => module == 0 || LibraryOf(module) % UsedLibraries == 0;

    /// <summary>One of the modules that events use.</summary>
    public int UsedModule(int seed)
    {
        int library = UsedLibraries * Mix(seed, (Libraries + UsedLibraries - 1) / UsedLibraries);
        return Math.Min(1 + library * ModulesPerLibrary + Mix(seed ^ library, ModulesPerLibrary), Modules - 1);
    }

    /// <summary>A number that looks drawn at random and always is the same for the same arguments, 0 to below <paramref name="limit"/>.</summary>
    public static int Mix(int seed, int limit)
    {
        // The finaliser of MurmurHash3 (Appleby, public domain) as a formula: every bit depends on every bit.
        uint mixed = (uint)seed + 0x9e3779b9;
        mixed = (mixed ^ (mixed >> 16)) * 0x85ebca6b;
        mixed = (mixed ^ (mixed >> 13)) * 0xc2b2ae35;
        return (int)((mixed ^ (mixed >> 16)) % (uint)limit);
    }

    private static int PlaceIn(int module) => module == 0 ? 0 : (module - 1) % ModulesPerLibrary;

    private static int ParentOf(int module)
    {
        int place = PlaceIn(module);
        int root = module - place;
        if (place > 0)
            return root + (place - 1) / Branches;

        // A library is loaded by the handler or by some module of a library before it.
        return LibraryOf(module) % 20 == 0 ? 0 : Mix(module, root);
    }
}
