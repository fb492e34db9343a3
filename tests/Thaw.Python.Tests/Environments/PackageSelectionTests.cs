using Thaw.Python.Environments;
using Thaw.Python.Interpreters;
using Thaw.Testing;

namespace Thaw.Python.Tests.Environments;

/// <summary>A Debian system that the test writes: every rule about dependencies and links, without installing anything.</summary>
public sealed class PackageSelectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _status = [];
    private readonly Interpreter _python;

    public PackageSelectionTests() => _python = InterpreterFinder.Inspect("/usr/bin/python3") with { DebianRoot = _folder.PathOf("root") };

    public void Dispose() => _folder.Dispose();

    private void Install(string name, string fields, params string[] files)
    {
        _status.Add($"Package: {name}\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n{fields}");
        _folder.Write("root/var/lib/dpkg/status", string.Join("\n\n", _status) + "\n");
        List(name, files);
    }

    private void List(string name, params string[] files)
    {
        var paths = new List<string> { "/." };
        foreach (var file in files.Select(f => $"usr/lib/python3/dist-packages/{f}"))
        {
            _folder.Write($"root/{file}", "");
            paths.AddRange(file.Split('/').Select((_, i) => "/" + string.Join('/', file.Split('/').Take(i + 1))));
        }
        _folder.Write($"root/var/lib/dpkg/info/{name}.list", string.Join('\n', paths.Distinct()) + "\n");
    }

    private string Links(params string[] packages)
    {
        var site = PythonEnvironments.ForDebianPackages(_python, packages, _folder.PathOf("cache")).SitePackages[0];
        return string.Join(' ', Linked(site).Select(p => Path.GetRelativePath(site, p)).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Linked(string folder) => new DirectoryInfo(folder).EnumerateFileSystemInfos()
        .SelectMany(e => e.LinkTarget is not null ? [e.FullName] : Linked(e.FullName));

    [Fact]
    public void Dependencies_are_followed_and_recommendations_are_not()
    {
        Install("python3-a", "Pre-Depends: python3-b (>= 1), python3:any\nDepends: libx,\n python3-c [amd64]\nRecommends: python3-r", "a.py");
        Install("python3-b", "", "b.py");
        Install("libx", "Depends: python3-d");
        Install("python3-c", "Depends: python3-a", "c.py");
        Install("python3-d", "", "d.py");
        Install("python3-r", "", "r.py");

        Assert.Equal("a.py b.py c.py d.py", Links("python3-a"));
    }

    [Fact]
    public void Of_alternatives_the_first_that_is_installed_counts_and_a_provider_after_that()
    {
        Install("python3-a", "Depends: gone | python3-virtual | python3-c, python3-api9", "a.py");
        Install("python3-b", "Provides: python3-virtual, python3-api9 (= 9)", "b.py");
        Install("python3-c", "", "c.py");
        Install("python3-e", "Depends: nobody | python3-api9", "e.py");

        Assert.Equal("a.py b.py c.py", Links("python3-a"));
        Assert.Equal("b.py e.py", Links("python3-e"));
        Assert.Equal("b.py", Links("python3-virtual"));
    }

    [Fact]
    public void A_package_that_was_removed_is_not_installed()
    {
        _status.Add("Package: python3-a\nStatus: deinstall ok config-files\nVersion: 1");
        Install("python3-b", "");

        Assert.Contains("not installed", Assert.ThrowsAny<Exception>(() => Links("python3-a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_linked_as_a_whole_if_nothing_else_is_in_it()
    {
        Install("python3-a", "", "own/x.py", "own/sub/y.py", "own-1.dist-info/METADATA", "shared/a/z.py", "shared/one.py");
        Install("python3-b", "", "shared/b/z.py");
        // Byte code belongs to no package.
        _folder.Write("root/usr/lib/python3/dist-packages/own/__pycache__/x.pyc", "");

        Assert.Equal("own own-1.dist-info shared/a shared/one.py", Links("python3-a"));
        Assert.Equal("own own-1.dist-info shared", Links("python3-a", "python3-b"));
    }

    [Fact]
    public void What_nobody_installed_is_not_seen()
    {
        Install("python3-a", "", "a/x.py", "b/x.py");
        _folder.Write("root/usr/lib/python3/dist-packages/stray.pth", "import os");
        _folder.Write("root/usr/lib/python3/dist-packages/a/stray.py", "");

        Assert.Equal("a/x.py b", Links("python3-a"));
    }

    [Fact]
    public void A_package_that_reaches_into_a_linked_folder_later_stays_outside()
    {
        Install("python3-a", "", "a/x.py");
        Assert.Equal("a", Links("python3-a"));

        Install("python3-plugin", "", "a/plugin.py");

        Assert.Equal("a/x.py", Links("python3-a"));
        Assert.Equal("a", Links("python3-a", "python3-plugin"));
    }

    [Fact]
    public void A_new_version_gets_a_new_environment()
    {
        Install("python3-a", "", "a.py");
        var old = PythonEnvironments.ForDebianPackages(_python, ["python3-a"], _folder.PathOf("cache")).Executable;

        _status[0] = _status[0].Replace("Version: 1", "Version: 1.0.1", StringComparison.Ordinal);
        Install("python3-b", "");

        Assert.NotEqual(old, PythonEnvironments.ForDebianPackages(_python, ["python3-a"], _folder.PathOf("cache")).Executable);
    }
}
