using Thaw.Images.Planning;

namespace Thaw.Hosting.Images;

/// <summary>What versions load, cut into parts that the same versions have: the terms in which images are planned.</summary>
internal sealed class LearntParts
{
    // All pairs of more would be compared for too long; those that start most are.
    private const int MostKinds = 64;

    private const string Interpreter = "standard library";

    private readonly List<Kind> _kinds;
    private readonly List<ImagePart> _parts = [];
    private readonly List<string> _runtimes;
    private readonly Dictionary<(string Runtime, ImageModule Module), int> _partOf = [];

    /// <param name="starts">What is known of each version, and how often it starts, per minute; one at least.</param>
    public LearntParts(IReadOnlyList<(LearntStart Start, double PerMinute)> starts)
    {
        _kinds = [.. starts.GroupBy(each => each.Start.Whole.Name, StringComparer.Ordinal)
            .Select(same => new Kind(same.First().Start.Whole, same.Sum(each => each.PerMinute), same.Count(), same.Average(each => each.Start.ImportMs)))
            .OrderByDescending(kind => kind.PerMinute).ThenBy(kind => kind.Whole.Name, StringComparer.Ordinal).Take(MostKinds)];
        _runtimes = [.. _kinds.Select(kind => kind.Whole.Runtime).Distinct(StringComparer.Ordinal)];
        _parts.AddRange(_runtimes.Select(runtime => new ImagePart(runtime, 0, 0)));
        foreach (var alike in WhoLoads().GroupBy(each => (Kinds: string.Join(',', each.Value), Name: NameOf(each.Key.Module))))
        {
            foreach (var (module, _) in alike)
                _partOf[module] = _parts.Count;
            _parts.Add(new ImagePart(
                alike.Key.Name, alike.Sum(each => each.Value.Average(kind => _kinds[kind].MsOf(each.Key.Module))), alike.Count() * ImageCosts.BytesOfModule));
        }
    }

    /// <summary>The parts: the interpreters first, then libraries or pieces of them.</summary>
    public IReadOnlyList<ImagePart> Parts => _parts;

    /// <summary>Those that are interpreters.</summary>
    public IReadOnlyList<int> Interpreters => [.. Enumerable.Range(0, _runtimes.Count)];

    /// <summary>The versions, those that load the same as one.</summary>
    public IReadOnlyList<PlannedFunction> Functions => [.. _kinds.Select(kind => new PlannedFunction(kind.Whole.Name, [.. PartsOf(kind.Whole)], kind.PerMinute, kind.Count))];

    /// <summary>The parts of an image; null when it has something that is no part, or half of one.</summary>
    public IReadOnlyCollection<int>? Of(ImageSpec image)
    {
        if (!_runtimes.Contains(image.Runtime) || !image.Modules.All(module => _partOf.ContainsKey((image.Runtime, module))))
            return null;
        var parts = PartsOf(image);
        return _partOf.Count(each => parts.Contains(each.Value)) == image.Modules.Count ? parts : null;
    }

    /// <summary>The parts that an image has as wholes; null when no version runs its interpreter.</summary>
    public IReadOnlyCollection<int>? Within(ProvidedImage image)
    {
        if (!_runtimes.Contains(image.Runtime))
            return null;
        var lacking = _partOf.Where(each => each.Key.Runtime != image.Runtime || !image.Modules.Contains(each.Key.Module)).Select(each => each.Value).ToHashSet();
        return [_runtimes.IndexOf(image.Runtime), .. Enumerable.Range(_runtimes.Count, _parts.Count - _runtimes.Count).Where(part => !lacking.Contains(part))];
    }

    /// <summary>The image of a plan.</summary>
    /// <param name="image">The image.</param>
    /// <param name="function">One of <see cref="Functions"/> that starts from it: its modules come in that one's order.</param>
    public ImageSpec SpecOf(PlannedImage image, int function)
    {
        var (parts, whole) = (image.Parts.ToHashSet(), _kinds[function].Whole);
        return new ImageSpec(whole.Runtime, [.. whole.Modules.Where(module => parts.Contains(_partOf[(whole.Runtime, module)]))], whole.Source, whole.Build);
    }

    private HashSet<int> PartsOf(ImageSpec image) =>
        [_runtimes.IndexOf(image.Runtime), .. image.Modules.Select(module => _partOf[(image.Runtime, module)])];

    /// <summary>The kinds that load each module.</summary>
    private Dictionary<(string Runtime, ImageModule Module), List<int>> WhoLoads()
    {
        var found = new Dictionary<(string Runtime, ImageModule Module), List<int>>();
        for (var kind = 0; kind < _kinds.Count; kind++)
        {
            foreach (var module in _kinds[kind].Whole.Modules)
            {
                var key = (_kinds[kind].Whole.Runtime, module);
                if (!found.TryGetValue(key, out var kinds))
                    found[key] = kinds = [];
                kinds.Add(kind);
            }
        }
        return found;
    }

    private static string NameOf(ImageModule module) => module.Content > 0 ? module.TopLevel : Interpreter;

    /// <summary>Versions that load the same.</summary>
    private sealed record Kind(ImageSpec Whole, double PerMinute, int Count, double ImportMs)
    {
        private readonly int _libraries = Whole.Modules.Count(module => module.Content > 0);

        /// <summary>
        /// What a module takes of the import, ms: as much as every other one. Of a function with libraries, the interpreter's own modules count for
        /// nothing: a single one of them takes little beside those.
        /// </summary>
        public double MsOf(ImageModule module) => _libraries == 0 ? ImportMs / Whole.Modules.Count : module.Content > 0 ? ImportMs / _libraries : 0;
    }
}
