using Thaw.Images.Templates;

namespace Thaw.Hosting.Images;

/// <summary>What an image came to when it was built.</summary>
/// <param name="Spec">What it was to be.</param>
/// <param name="Content">What was loaded, and what that depended on.</param>
/// <param name="Files">Every file of the libraries that was loaded, with its number.</param>
/// <param name="Environment">The environment meanwhile, without <see cref="PoolsOff"/>.</param>
internal sealed record BuiltImage(
    ImageSpec Spec, TemplateContent Content, IReadOnlyDictionary<string, ulong> Files, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>The modules that started threads when it was first made; then it was made again with <see cref="PoolsOff"/>.</summary>
    public IReadOnlyList<string> StartedThreads { get; init; } = [];

    /// <summary>Variables by which libraries of mathematics start no threads: a process that has some cannot be forked.</summary>
    public static IReadOnlyDictionary<string, string> PoolsOff { get; } = new Dictionary<string, string>
    {
        ["OPENBLAS_NUM_THREADS"] = "1",
        ["OMP_NUM_THREADS"] = "1",
        ["MKL_NUM_THREADS"] = "1",
        ["NUMEXPR_NUM_THREADS"] = "1",
    };
}
