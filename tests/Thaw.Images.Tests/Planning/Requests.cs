using FsCheck;
using FsCheck.Fluent;
using Thaw.Images.Planning;

namespace Thaw.Images.Tests.Planning;

/// <summary>Requests for plans: written by hand, and generated.</summary>
internal static class Requests
{
    /// <summary>Parts of 100 ms and 10 MB; a start from nothing takes 20 ms, a fork 5; an interpreter takes 10 MB, a fork 1 and a tenth of its image.</summary>
    public static StartCosts Costs { get; } = new()
    {
        BootMs = 20,
        ForkMs = 5,
        ForkMsPerMegabyte = 0,
        InterpreterBytes = 10_000_000,
        ForkedBytes = 1_000_000,
        CopiedShare = 0.1,
    };

    /// <summary>A request with as many equal parts as functions name.</summary>
    public static PlanRequest Of(long megabytes, params PlannedFunction[] functions) => new()
    {
        Parts = [.. Enumerable.Range(0, 8).Select(part => new ImagePart($"p{part}", 100, 10_000_000))],
        Functions = functions,
        Costs = Costs,
        MemoryBytes = megabytes * 1_000_000,
    };

    /// <summary>A function that is started once a minute.</summary>
    public static PlannedFunction Function(string name, params int[] parts) => new(name, parts, 1);

    /// <summary>Requests with up to eight parts and functions, limits that bind and limits that do not, and images that are held already.</summary>
    public static Gen<PlanRequest> Any =>
        from parts in Part.ListOf(8)
        from functions in AnyFunction.ListOf()
        from held in PartsOfAny.ListOf()
        from megabytes in Gen.Choose(0, 300)
        from perMegabyte in Gen.Elements(0.0, 0.5)
        from horizon in Gen.Elements(double.PositiveInfinity, 60, 1)
        from forks in Gen.Elements(true, false)
        select new PlanRequest
        {
            Parts = [.. parts],
            Functions = [.. functions.Take(8)],
            Held = [.. held.Take(3)],
            Costs = Costs with { ForkMsPerMegabyte = perMegabyte },
            MemoryBytes = megabytes * 1_000_000L,
            HorizonMinutes = horizon,
            ForksImages = forks,
        };

    private static Gen<ImagePart> Part =>
        from ms in Gen.Choose(0, 200)
        from megabytes in Gen.Choose(0, 40)
        select new ImagePart($"{ms} ms", ms, megabytes * 1_000_000L);

    private static Gen<PlannedFunction> AnyFunction =>
        from parts in PartsOfAny
        from starts in Gen.Choose(0, 40)
        select new PlannedFunction("f", parts, starts / 4.0);

    private static Gen<int[]> PartsOfAny => Gen.Choose(0, 255).Select(bits => Enumerable.Range(0, 8).Where(part => (bits >> part & 1) != 0).ToArray());
}
