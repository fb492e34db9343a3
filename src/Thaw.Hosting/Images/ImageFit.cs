using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Images.Templates;

namespace Thaw.Hosting.Images;

/// <summary>Whether a version's own process would have come to what an image holds.</summary>
internal static class ImageFit
{
    // What the loader, the C library and libraries of mathematics look at, without Python's knowledge.
    private static readonly string[] ReadByC =
    [
        "OMP_", "OPENBLAS_", "MKL_", "GOTO_", "BLIS_", "NUMEXPR_", "KMP_", "MALLOC_", "LD_", "GLIBC_", "PYTHON", "LC_", "LANG", "TZ", "SSL_", "OPENSSL_",
    ];

    /// <summary>Why a version may not get an image; null when it may.</summary>
    /// <param name="image">What the image came to.</param>
    /// <param name="version">The version.</param>
    /// <param name="places">Where it finds modules.</param>
    public static string? WhyNot(BuiltImage image, FunctionVersion version, ModulePlaces places)
    {
        if (version.Runtime != image.Spec.Runtime)
            return $"it runs {version.Runtime}, the image {image.Spec.Runtime}";
        if (version.Sandbox.Services.Count > 0)
            return "it has services, which start before its modules";
        if (places.HasPathFiles)
            return "its libraries have .pth files, which run before any module";
        if (places.HasSharedObjects)
            return "its own shared objects may hide those that the image's libraries use";
        return WhyOtherEnvironment(image, version) ?? image.Content.Loaded
            .GroupBy(module => module.Name.Split('.')[0])
            .Select(group => WhyOtherModule(image, group.Key, [.. group.Select(module => module.File).Where(file => file.Length > 0)], places))
            .FirstOrDefault(why => why is not null);
    }

    private static string? WhyOtherModule(BuiltImage image, string module, List<string> files, ModulePlaces places) => places.IsFromLibraries(module) switch
    {
        null => $"its own {module} hides that of the image",
        // Compiled modules (those of Cython) also enter themselves by a short name, under which nobody finds them: their files decide.
        false => files.Exists(file => places.NumberOf(file) != image.Files[file]) ? $"it does not have {module}" : null,
        true when files.Count == 0 => $"its libraries hide the interpreter's {module}",
        true => files.Find(file => places.NumberOf(file) != image.Files[file]) is { } other ? $"its {other} is another one" : null,
    };

    private static string? WhyOtherEnvironment(BuiltImage image, FunctionVersion version)
    {
        var own = InstanceEnvironment.For(new InstanceRequest("", 0, version), "");
        var readsAll = image.Content.Variables.Contains(TemplateContent.EveryVariable);
        var read = image.Content.Variables.Where(name => name != TemplateContent.EveryVariable && !BuiltImage.PoolsOff.ContainsKey(name))
            .Concat(version.Environment.Keys.Where(name => readsAll || ReadByC.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))));
        return read.FirstOrDefault(name => own.GetValueOrDefault(name) != image.Environment.GetValueOrDefault(name)) is { } other
            ? $"its variable {other} is another than when the image was made"
            : null;
    }
}
