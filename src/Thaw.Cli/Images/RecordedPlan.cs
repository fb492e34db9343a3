using System.Globalization;
using Thaw.Images.Planning;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Tables;
using Thaw.Profiling.Recordings;
using Thaw.Python.Environments;

namespace Thaw.Cli.Images;

/// <summary>Which images recordings of <c>thaw profile</c> suggest: what modules cost, who loads them, and which are used.</summary>
internal static class RecordedPlan
{
    /// <summary>Makes the plan.</summary>
    /// <param name="recordings">Recordings of different functions, each with its folder.</param>
    /// <param name="starts">Cold starts per minute by functions; one that is not named counts 1.</param>
    /// <param name="memoryBytes">What all images together may take, bytes.</param>
    /// <exception cref="FormatException">A recording holds no imports, two are of one function, or a rate is of a function without a recording.</exception>
    public static ImagePlanDocument Make(IReadOnlyList<(string Folder, Recording Recording)> recordings, IReadOnlyDictionary<string, double> starts, long memoryBytes)
    {
        var analyses = RecordedCosts.Analyze(recordings, "");
        var names = analyses.Select(RecordedCosts.NameOf).ToList();
        if (starts.Keys.FirstOrDefault(name => !names.Contains(name)) is { } stranger)
            throw new FormatException($"--starts {stranger}: none of the recordings is of this function; they are of {string.Join(", ", names)}");
        var parts = RecordedCosts.Parts(analyses);
        var runtimes = analyses.Select(RuntimeOf).Distinct(StringComparer.Ordinal).ToList();
        var plan = ImagePlanner.Plan(new PlanRequest
        {
            // The interpreters come first: an image has one of them.
            Parts = [.. runtimes.Select(runtime => new ImagePart(runtime, 0, 0)), .. parts.Select(part => part.Part)],
            Interpreters = [.. Enumerable.Range(0, runtimes.Count)],
            Functions = [.. names.Select((name, index) => new PlannedFunction(name, PartsOf(index), starts.GetValueOrDefault(name, 1)))],
            Costs = RecordedCosts.Of(analyses, parts).Start,
            MemoryBytes = memoryBytes,
            // A host starts each template from nothing.
            ForksImages = false,
        });
        var documents = plan.Images.Select((image, index) => Describe(image, [.. Enumerable.Range(0, names.Count).Where(function => plan.ImageOf[function] == index)])).ToList();
        return new ImagePlanDocument("recordings", memoryBytes, documents, [.. plan.LeftOut.Select(image => $"{image.Name}: {image.Reason}")]);

        int[] PartsOf(int function) =>
        [
            runtimes.IndexOf(RuntimeOf(analyses[function])), .. Enumerable.Range(0, parts.Count).Where(part => parts[part].Users.Contains(function)).Select(part => part + runtimes.Count),
        ];

        PlannedImageDocument Describe(PlannedImage image, int[] users)
        {
            var own = image.Parts.Where(part => part >= runtimes.Count).Select(part => parts[part - runtimes.Count]).ToList();
            return new PlannedImageDocument(
                image.Name, runtimes[image.Parts[0]], ParentOf(plan, image), image.Functions, image.StartsPerMinute, image.GainMsPerMinute, image.Bytes, image.Reason)
            {
                Users = [.. users.Select(user => names[user])],
                Libraries = [.. own.GroupBy(part => part.Part.Name.Split(" (")[0], StringComparer.Ordinal).Select(library => LibraryOf(library.Key, [.. library], [.. users.Select(user => analyses[user])]))],
                Modules = ModulesOf(analyses[users[0]], own),
            };
        }
    }

    /// <summary>The largest other image of the plan all of which this one has; -1 for none.</summary>
    private static int ParentOf(ImagePlan plan, PlannedImage image)
    {
        var inside = plan.Images.Select((other, index) => (other.Parts, Index: index))
            .Where(other => other.Parts.Count < image.Parts.Count && other.Parts.All(image.Parts.Contains)).ToList();
        return inside.Count == 0 ? -1 : inside.MaxBy(other => other.Parts.Count).Index;
    }

    /// <summary>What to initialise: libraries bring what they need of the standard library.</summary>
    private static List<string> ModulesOf(ProfileAnalysis user, List<RecordedPart> parts)
    {
        var held = parts.SelectMany(part => part.Modules).ToHashSet();
        var modules = RecordedCosts.InitModules(user).Where(module => held.Contains((module.Library, module.Name))).OrderBy(module => module.Id).ToList();
        var libraries = modules.Where(module => module.Library != DistributionIndex.Python).ToList();
        return [.. (libraries.Count > 0 ? libraries : modules).Select(module => module.Name)];
    }

    private static LibraryCostDocument LibraryOf(string name, List<RecordedPart> parts, List<ProfileAnalysis> users)
    {
        var of = parts.SelectMany(part => part.Modules).Select(module => module.Library).ToHashSet();
        // As the function says that uses it most.
        var use = users.SelectMany(user => user.Libraries).Where(library => of.Contains(library.Name)).Select(library => library.Use).DefaultIfEmpty(UseState.Unknown).Max();
        return new LibraryCostDocument(name, Math.Round(parts.Sum(part => part.Part.InitMs), 3), parts.Sum(part => part.Part.Bytes), use);
    }

    private static string RuntimeOf(ProfileAnalysis analysis)
    {
        var version = analysis.Recording.Manifest.Python.Version.Split('.');
        return string.Create(CultureInfo.InvariantCulture, $"python{version[0]}.{version[1]}");
    }
}
