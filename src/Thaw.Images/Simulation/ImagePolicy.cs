using Thaw.Images.Planning;

namespace Thaw.Images.Simulation;

/// <summary>Which images there are, and what instances are started from.</summary>
internal abstract class ImagePolicy
{
    /// <summary>Its name in reports.</summary>
    public abstract string Name { get; }

    /// <summary>How many images it holds.</summary>
    public virtual int Images => 0;

    /// <summary>Memory of them, bytes.</summary>
    public virtual long ImageBytes => 0;

    /// <summary>How many it has built.</summary>
    public int Built { get; protected set; }

    /// <summary>What a cold start costs now.</summary>
    public abstract StartCost Start(int function, double at);

    /// <summary>Decides anew which images to hold.</summary>
    /// <param name="at">When, s.</param>
    /// <param name="minutes">Since when starts were noted, minutes.</param>
    public virtual void Plan(double at, double minutes)
    {
    }
}

/// <summary>Every instance is started from nothing.</summary>
internal sealed class NoImages(SimulatedFunctions functions) : ImagePolicy
{
    public override string Name => "none";

    public override StartCost Start(int function, double at) => functions.CostsOf(function).Boot;
}

/// <summary>
/// An image for each function, with its own code in it, as far as memory allows: those that save most for their memory. This is what
/// snapshots of single functions do (PreBaking; the state with which WarmSwap compares itself).
/// </summary>
internal sealed class OwnImages(SimulatedFunctions functions, SimulationOptions options) : ImagePolicy
{
    private readonly StartForecast _forecast = new(functions.Count, options.HalfLifeMinutes);
    private Dictionary<int, double> _ready = [];
    private long _bytes;

    public override string Name => "own";

    public override int Images => _ready.Count;

    public override long ImageBytes => _bytes;

    public override StartCost Start(int function, double at)
    {
        _forecast.Note(function);
        return _ready.TryGetValue(function, out var ready) && ready <= at ? functions.CostsOf(function).Own : functions.CostsOf(function).Boot;
    }

    public override void Plan(double at, double minutes)
    {
        _forecast.EndPeriod(minutes);
        var (held, building) = (new Dictionary<int, double>(), at);
        _bytes = 0;
        foreach (var function in ByGain())
        {
            var costs = functions.CostsOf(function);
            if (_bytes + costs.OwnImageBytes > options.ImageMemoryBytes)
                continue;
            if (!_ready.TryGetValue(function, out var ready))
            {
                ready = building += costs.OwnImageMs / 1000;
                Built++;
            }

            held[function] = ready;
            _bytes += costs.OwnImageBytes;
        }

        _ready = held;
    }

    private IEnumerable<int> ByGain() =>
        from function in Enumerable.Range(0, functions.Count)
        let costs = functions.CostsOf(function)
        let gain = _forecast.PerMinute(function) * (costs.Boot.Ms - costs.Own.Ms)
        where gain > (_ready.ContainsKey(function) ? 0 : costs.OwnImageMs / options.HorizonMinutes)
        orderby gain / costs.OwnImageBytes descending, function
        select function;
}

/// <summary>Images that functions share, as <see cref="ImagePlanner"/> chooses them.</summary>
internal sealed class SharedImages(SimulatedFunctions functions, SimulationOptions options) : ImagePolicy
{
    private readonly StartForecast _forecast = new(functions.Kinds.Count, options.HalfLifeMinutes);
    private readonly int[] _functionsOf = [.. Enumerable.Range(0, functions.Kinds.Count).Select(kind => functions.KindOf.Count(each => each == kind))];
    private List<SharedImage> _images = [];
    private SharedImage[][] _forKind = [.. functions.Kinds.Select(_ => Array.Empty<SharedImage>())];

    public override string Name => "shared";

    public override int Images => _images.Count;

    public override long ImageBytes => Latest.Bytes;

    /// <summary>The plan that holds now.</summary>
    public ImagePlan Latest { get; private set; } = new([], [], []);

    public override StartCost Start(int function, double at)
    {
        var kind = functions.KindOf[function];
        _forecast.Note(kind);
        foreach (var image in _forKind[kind])
        {
            if (image.Ready <= at)
                return functions.Kinds[kind].From(image.InitMs, image.Bytes);
        }

        return functions.Kinds[kind].Boot;
    }

    public override void Plan(double at, double minutes)
    {
        _forecast.EndPeriod(minutes);
        Latest = ImagePlanner.Plan(Request(_forecast.PerMinute, options.ImageMemoryBytes, options.HorizonMinutes));
        var (held, building) = (new List<SharedImage>(), at);
        foreach (var planned in Latest.Images)
            held.Add(_images.Find(image => image.Parts.SetEquals(planned.Parts)) ?? Build(planned, held, ref building));
        _images = held;
        _forKind = [.. functions.Kinds.Select(UsableBy)];
    }

    /// <summary>A request for a plan for all functions.</summary>
    /// <param name="perMinute">Starts of each kind.</param>
    /// <param name="memoryBytes">Memory for images.</param>
    /// <param name="horizonMinutes">As in the request.</param>
    public PlanRequest Request(Func<int, double> perMinute, long memoryBytes, double horizonMinutes) => new()
    {
        Parts = functions.Costs.Parts,
        Functions = [.. functions.Costs.Kinds.Select((kind, index) => new PlannedFunction(kind.Name, functions.Kinds[index].Parts, perMinute(index), _functionsOf[index]))],
        Costs = functions.Costs.Start,
        MemoryBytes = memoryBytes,
        HorizonMinutes = horizonMinutes,
        Held = [.. _images.Select(image => image.Parts)],
    };

    /// <summary>One after the other: building takes a processor.</summary>
    private SharedImage Build(PlannedImage planned, List<SharedImage> held, ref double building)
    {
        Built++;
        var (ms, bytes) = (planned.Parts.Sum(part => functions.Costs.Parts[part].InitMs), planned.Parts.Sum(part => functions.Costs.Parts[part].Bytes));
        var start = functions.Costs.Start;
        building += (planned.Parent < 0 ? start.BootMs + ms : start.ForkOf(held[planned.Parent].Bytes) + ms - held[planned.Parent].InitMs) / 1000;
        return new SharedImage([.. planned.Parts], ms, bytes, building);
    }

    private SharedImage[] UsableBy(KindCosts kind) =>
        [.. _images.Where(image => image.Parts.IsSubsetOf(kind.Parts)).OrderBy(image => kind.From(image.InitMs, image.Bytes).Ms).Where(image => kind.From(image.InitMs, image.Bytes).Ms < kind.Boot.Ms)];

    private sealed record SharedImage(HashSet<int> Parts, double InitMs, long Bytes, double Ready);
}
