using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Images;

/// <summary>What was asked of a host's images by hand: which to hold, and which not to make. On the disk when a call returns.</summary>
/// <remarks>Members may be called from any thread.</remarks>
internal sealed class AskedImages
{
    private readonly Lock _gate = new();
    private readonly ImageRecords _records;
    private readonly LearntVersions _learnt;
    private AskedRecord _asked;

    public AskedImages(ImageRecords records, LearntVersions learnt) => (_records, _learnt, _asked) = (records, learnt, records.ReadAsked());

    /// <summary>What was asked for.</summary>
    public IReadOnlyList<AskedImage> Images
    {
        get
        {
            lock (_gate)
                return _asked.Images;
        }
    }

    /// <summary>What was deleted.</summary>
    public IReadOnlyList<DeletedImage> Deleted
    {
        get
        {
            lock (_gate)
                return _asked.Deleted;
        }
    }

    /// <summary>Whether an image was deleted, and nobody asked for it since.</summary>
    public bool IsDeleted(string name) => Deleted.Any(image => image.Name == name);

    /// <summary>Asks for an image.</summary>
    public void Add(AskedImage image) => Change(asked => new AskedRecord(
        [.. asked.Images.Where(each => each.Name != image.Name), image], [.. asked.Deleted.Where(each => each.Name != image.Name)]));

    /// <summary>Asks for the images of a plan in place of those of the plan before.</summary>
    public void Replace(IReadOnlyList<AskedImage> images) => Change(asked =>
    {
        var names = images.Select(image => image.Name).ToHashSet();
        return new AskedRecord(
            [.. asked.Images.Where(each => !each.IsOfPlan && !names.Contains(each.Name)), .. images], [.. asked.Deleted.Where(each => !names.Contains(each.Name))]);
    });

    /// <summary>Asks for an image no more, and not to make it again.</summary>
    public void Delete(ImageSpec image) => Change(asked => new AskedRecord(
        [.. asked.Images.Where(each => each.Name != image.Name)],
        [.. asked.Deleted.Where(each => each.Name != image.Name), new DeletedImage(image.Name, [.. image.Modules.Select(module => module.Name)])]));

    /// <summary>Takes it back that images were deleted which a version would use: it was deployed since, and has shown what it loads.</summary>
    public void Allow(IEnumerable<string> modules)
    {
        var loaded = modules.ToHashSet();
        if (Deleted.Any(image => image.Modules.All(loaded.Contains)))
            Change(asked => asked with { Deleted = [.. asked.Deleted.Where(image => !image.Modules.All(loaded.Contains))] });
    }

    /// <summary>All images that are to be held whatever they gain: those that versions declare, and those that were asked for.</summary>
    public IReadOnlyList<RequestedImage> Requested(IReadOnlyList<DeployedFunction> functions)
    {
        var declared = functions.SelectMany(function => function.Versions.Prepend(function.Latest)
            .Select(_learnt.DeclaredOf).OfType<ImageSpec>().Select(spec => new RequestedImage(spec, $"{function.Name} says so")));
        var asked = Images.Select(image => (Image: image, Spec: Resolve(image, functions))).Where(each => each.Spec is not null)
            .Select(each => new RequestedImage(each.Spec!, each.Image.IsOfPlan ? "it is of the plan that was applied" : "it was asked for"));
        return [.. declared.Concat(asked).Where(image => !IsDeleted(image.Spec.Name)).DistinctBy(image => image.Spec.Name, StringComparer.Ordinal)];
    }

    /// <summary>What an image that was asked for comes to with what is deployed; null when nothing has all of its modules.</summary>
    /// <remarks>Where functions bring different libraries of these names, those that most functions have.</remarks>
    public ImageSpec? Resolve(AskedImage image, IReadOnlyList<DeployedFunction> functions) =>
        functions.Where(function => image.Function is null || function.Name == image.Function)
            .Select(function => function.Latest).Where(version => version.Runtime == image.Runtime && _learnt.IsUsable(version))
            .Select(version => Resolve(image, version)).OfType<ImageSpec>()
            .GroupBy(spec => spec.Name, StringComparer.Ordinal)
            .OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal).FirstOrDefault()?.First();

    /// <summary>The modules, as a version has them; null when it has not all of them, or hides one.</summary>
    private ImageSpec? Resolve(AskedImage image, FunctionVersion version)
    {
        var modules = _learnt.ModulesOf(version, image.Modules);
        return modules.Count == image.Modules.Count && modules.All(module => module.Content > 0 || _learnt.IsStandard(version, module.TopLevel))
            ? new ImageSpec(version.Runtime, modules, version, _learnt.BuildOf(version))
            : null;
    }

    private void Change(Func<AskedRecord, AskedRecord> change)
    {
        lock (_gate)
        {
            var changed = change(_asked);
            _records.Write(changed);
            _asked = changed;
        }
    }
}

/// <summary>An image that is to be held whatever it gains.</summary>
/// <param name="Spec">What it holds.</param>
/// <param name="Reason">Who wants it, a few words.</param>
internal sealed record RequestedImage(ImageSpec Spec, string Reason);
