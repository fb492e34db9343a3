using Thaw.Python.Environments;
using Thaw.Python.Interpreters;
using Thaw.Testing;

namespace Thaw.Python.Tests.Environments;

public sealed class DistributionIndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Interpreter _python = InterpreterFinder.Inspect("/usr/bin/python3");

    public void Dispose() => _folder.Dispose();

    private string Root => _folder.PathOf("fn");

    private string Site => _folder.PathOf("site");

    private void Distribution(string folder, string metadata, string? record = null, string? topLevel = null, string header = "")
    {
        _folder.Write($"{folder}/{metadata}/METADATA", header + "\n\nName: not-this");
        if (record is not null)
            _folder.Write($"{folder}/{metadata}/RECORD", record);
        if (topLevel is not null)
            _folder.Write($"{folder}/{metadata}/top_level.txt", topLevel);
    }

    private DistributionIndex Index()
    {
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Site);
        var interpreter = _python with { SitePackages = [Site] };
        return new DistributionIndex(PythonEnvironments.ForInterpreter(interpreter, Root), Root);
    }

    [Fact]
    public void The_standard_library_is_python()
    {
        var index = Index();
        var lib = _python.StandardLibrary;

        Assert.Equal("(python)", index.LibraryOf("json.decoder", $"{lib}/json/decoder.py"));
        Assert.Equal("(python)", index.LibraryOf("_ssl", $"{lib}/lib-dynload/_ssl.so"));
        Assert.Equal("(python)", index.LibraryOf("sys", null));
        Assert.Equal("(python)", index.LibraryOf("json", "/usr/lib/python399.zip/json/__init__.pyc"));
        Assert.Equal("x", index.LibraryOf("x.y", $"{lib}/dist-packages/x/y.py"));
    }

    [Fact]
    public void Own_code_is_the_functions()
    {
        _folder.Write("fn/space/inner.py", "");
        var index = Index();

        Assert.Equal("(function)", index.LibraryOf("handler", $"{Root}/handler.py"));
        Assert.Equal("(function)", index.LibraryOf("space", null));
        Assert.Equal("(function)", index.LibraryOf("__main__", null));
        Assert.Equal("(function)", index.LibraryOf("json", $"{Root}/json.py"));
        Assert.Equal("other", index.LibraryOf("other.x", "/elsewhere/other/x.py"));
    }

    [Fact]
    public void Vendored_dependencies_are_libraries()
    {
        Distribution("fn", "requests-2.0.dist-info", "requests/api.py,sha256=x,12\nhandler/no.txt/../x,,\n", header: "Name: requests");
        Distribution("fn/vendor", "six-1.0.dist-info", "six.py,,\nsix-1.0.dist-info/METADATA,,\n__pycache__/six.pyc,,\n", header: "Name: six");
        var index = Index();

        Assert.Equal("requests", index.LibraryOf("requests.api", $"{Root}/requests/api.py"));
        Assert.Equal("six", index.LibraryOf("six", $"{Root}/vendor/six.py"));
        Assert.Equal("six", index.LibraryOf("six.moves", null));
        Assert.Equal("(function)", index.LibraryOf("main", $"{Root}/main.py"));
    }

    [Fact]
    public void A_virtual_environment_inside_the_functions_folder_is_not_its_own_code()
    {
        Distribution("fn/.venv/site-packages", "a-1.dist-info", "a.py,,\n", header: "Name: A");
        Directory.CreateDirectory(Root);
        var site = $"{Root}/.venv/site-packages";
        var index = new DistributionIndex(PythonEnvironments.ForInterpreter(_python with { SitePackages = [site] }, Root), Root);

        Assert.Equal("A", index.LibraryOf("a", $"{site}/a.py"));
        Assert.Equal("b", index.LibraryOf("b", $"{site}/b.py"));
    }

    [Fact]
    public void Names_come_from_the_list_of_files_then_top_level_then_the_name()
    {
        Distribution("site", "PyYAML-6.dist-info", "yaml/__init__.py,,\n_yaml.cpython-311.so,,\n../../bin/x,,\n\"od,d/x.py\",,\n", "wrong", "Name: PyYAML\nVersion: 6.0");
        Distribution("site", "scikit_learn-1.egg-info", topLevel: "sklearn\nsklearn/x\n");
        _folder.Write("site/some_thing.py", "");
        Distribution("site", "Some_Thing-1.2.dist-info");
        _folder.Write("site/old-0.1-py3.11.egg-info", "Metadata-Version: 1.0\nName: Old\nVersion: 0.1\n");
        _folder.Write("site/old/__init__.py", "");

        var distributions = PythonEnvironments.ForInterpreter(_python with { SitePackages = [Site] }, Root).Distributions;

        Assert.Equal(
            [
                "Old 0.1: old", "PyYAML 6.0: _yaml od,d yaml", "Some_Thing 1.2: some_thing", "scikit_learn 1: sklearn",
            ],
            distributions.Select(d => $"{d.Name} {d.Version}: {string.Join(' ', d.TopLevel)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Of_a_shared_package_each_part_goes_to_its_own_distribution()
    {
        Distribution("site", "google_auth-1.dist-info", "google/auth/x.py,,\ngoogle/auth/_x.so,,\n", header: "Name: google-auth");
        Distribution("site", "google_cloud_storage-1.egg-info", topLevel: "google", header: "Name: google-cloud-storage");
        var index = Index();

        Assert.Equal("google-auth", index.LibraryOf("_x", $"{Site}/google/auth/_x.so"));
        Assert.Equal("google-auth", index.LibraryOf("google.auth.x", $"{Site}/google/auth/x.py"));
        Assert.Equal("google-cloud-storage", index.LibraryOf("google.cloud.storage.blob", $"{Site}/google/cloud/storage/blob.py"));
    }

    [RequiresFact("deb.python3-sklearn")]
    public void Debians_scikit_learn_is_known_by_its_own_name()
    {
        var environment = PythonEnvironments.ForDebianPackages(_python, ["python3-sklearn"], _folder.PathOf("cache"));
        var index = new DistributionIndex(environment, Root);
        var said = PythonRun.Output(environment, "import sklearn.linear_model as m, scipy; print(m.__file__); print(scipy.__file__)").Split('\n');

        Assert.Equal("scikit-learn", index.LibraryOf("sklearn.linear_model", said[0]));
        Assert.Equal("scipy", index.LibraryOf("scipy", said[1]));
        // Debian gives pkg_resources without metadata of its own.
        Assert.Equal("pkg_resources", index.LibraryOf("pkg_resources", $"{environment.SitePackages[0]}/pkg_resources/__init__.py"));
    }
}
