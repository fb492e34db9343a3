using System.IO.Compression;
using System.Security.Cryptography;
using Thaw.Functions;
using Thaw.Python.Environments;
using Thaw.Python.Environments.Requirements;
using Thaw.Python.Interpreters;
using Thaw.Testing;

namespace Thaw.Python.Tests.Environments;

/// <summary>pylock.toml and uv.lock, which pip itself does not read.</summary>
public sealed class LockFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Interpreter _python = InterpreterFinder.Inspect("/usr/bin/python3");

    public void Dispose() => _folder.Dispose();

    [RequiresFact("deb.python3-pip")]
    public void What_a_pylock_holds_for_this_interpreter_is_installed_and_its_hashes_are_checked()
    {
        var hash = Wheel("wheels of a team/frosty-1.0-py3-none-any.whl");
        var text = $$$"""
            lock-version = "1.0"
            environments = ["sys_platform == 'linux'", "sys_platform == 'darwin'"]
            requires-python = ">=3.9"
            created-by = "hand"
            default-groups = ["default"]
            [[packages]]
            name = "frosty"
            version = "1.0"
            marker = "'default' in dependency_groups and python_version >= '3'"
            wheels = [
                {name = "frosty-1.0-cp27-cp27m-win32.whl", path = "wheels of a team/frosty-1.0-cp27-cp27m-win32.whl", hashes = {sha256 = "{{{new string('0', 64)}}}"}},
                {path = "wheels of a team/frosty-1.0-py3-none-any.whl", hashes = {sha256 = "{{{hash}}}", md5 = "0"}},
            ]
            [[packages]]
            name = "not-here"
            version = "9"
            marker = "'tests' in extras or 'dev' in dependency_groups or sys_platform == 'win32'"
            wheels = []
            """;
        _folder.Write("pylock.toml", text);
        var environment = Make("pylock.toml");
        Assert.Equal(["frosty 1.0"], environment.Distributions.Select(each => $"{each.Name} {each.Version}"));
        Assert.Equal("made by hand", PythonRun.Output(environment, "import frosty; print(frosty.WORDS)"));

        _folder.Write("pylock.other.toml", text.Replace(hash, new string('1', 64), StringComparison.Ordinal));
        Assert.Contains("pip could not install it: ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", Refused("pylock.other.toml"), StringComparison.Ordinal);
    }

    [RequiresFact("deb.python3-pip")]
    public void What_the_project_of_a_uv_lock_needs_here_is_wanted_with_versions_and_hashes()
    {
        var file = _folder.Write("uv.lock", """
            version = 1
            revision = 3
            requires-python = ">=3.9"

            [[package]]
            name = "app"
            version = "0.1.0"
            source = { virtual = "." }
            dependencies = [
                { name = "requests", extra = ["socks"] },
                { name = "numpy", version = "1.26.4", source = { registry = "https://packages.example/simple" }, marker = "python_full_version < '3'" },
                { name = "numpy", version = "2.3.1", source = { registry = "https://packages.example/simple" }, marker = "python_full_version >= '3'" },
                { name = "colorama", marker = "sys_platform == 'win32'" },
            ]

            [package.dev-dependencies]
            dev = [{ name = "pytest" }]

            [[package]]
            name = "colorama"
            version = "0.4.6"
            source = { git = "https://example.org/colorama?rev=1#1" }

            [[package]]
            name = "numpy"
            version = "1.26.4"
            source = { registry = "https://packages.example/simple" }

            [[package]]
            name = "numpy"
            version = "2.3.1"
            source = { registry = "https://packages.example/simple" }
            sdist = { url = "https://files.example.org/numpy-2.3.1.tar.gz", hash = "sha256:aa", size = 1 }
            wheels = [
                { url = "https://files.example.org/numpy-2.3.1-cp311-cp311-linux_x86_64.whl", hash = "sha256:bb", size = 1 },
                { url = "https://files.example.org/numpy-2.3.1-cp313-cp313-linux_x86_64.whl", hash = "sha256:cc", size = 1 },
            ]

            [[package]]
            name = "pysocks"
            version = "1.7.1"
            source = { url = "https://files.example.org/PySocks-1.7.1-py3-none-any.whl" }
            wheels = [{ url = "https://files.example.org/PySocks-1.7.1-py3-none-any.whl", hash = "sha256:dd" }]

            [[package]]
            name = "pytest"
            version = "8.0"
            source = { registry = "https://packages.example/simple" }

            [[package]]
            name = "requests"
            version = "2.32.0"
            source = { registry = "https://packages.example/simple" }
            dependencies = [{ name = "requests" }]
            wheels = [{ url = "https://files.example.org/requests-2.32.0-py3-none-any.whl", hash = "sha256:ee", size = 1 }]

            [package.optional-dependencies]
            socks = [{ name = "pysocks", marker = "extra == 'socks'" }]
            """);
        Assert.Equal("""
            numpy==2.3.1 --hash=sha256:aa --hash=sha256:bb --hash=sha256:cc
            pysocks @ https://files.example.org/PySocks-1.7.1-py3-none-any.whl --hash=sha256:dd
            requests==2.32.0 --hash=sha256:ee

            """, LockFile.AsRequirements(_python, file));
    }

    [RequiresTheory("deb.python3-pip")]
    [InlineData("pylock.toml", "lock-version = '2.0'\n", "lock-version 2.0 is not known; 1.0 is")]
    [InlineData("pylock.toml", "lock-version = '1.0'\nrequires-python = '<3'\n", "it is for Python <3, and the function runs on 3.")]
    [InlineData("pylock.toml", "lock-version = '1.0'\nenvironments = [\"sys_platform == 'win32'\"]\n", "it is for other environments than this machine: sys_platform == 'win32'")]
    [InlineData("pylock.toml", "lock-version = '1.0'\n[[packages]]\nname = 'a'\nvcs = {type = 'git', url = 'x', commit-id = '1'}\n", "a comes from a vcs; only what an index has can be installed")]
    [InlineData("pylock.toml", "lock-version = '1.0'\n[[packages]]\nname = 'a'\nversion = '1'\n[[packages]]\nname = 'a'\nversion = '2'\n", "a is there twice for this interpreter")]
    [InlineData("pylock.toml", "lock-version = '1.0'\n[[packages]]\nname = 'a'\nversion = '1'\nsdist = {url = 'x', hashes = {md5 = '0'}}\n", "a has no hash that pip takes (sha256, sha384, sha512)")]
    [InlineData("pylock.toml", "lock-version = '1.0'\n[[packages]]\nversion = '1'\n", "it is no lock that is known: KeyError: 'name'")]
    [InlineData("pylock.toml", "lock-version = \n", "it is no TOML: ")]
    [InlineData("uv.lock", "version = 7\n", "version 7 of uv's locks is not known; 1 is")]
    [InlineData("uv.lock", "version = 1\n", "it has no project of its own")]
    [InlineData("uv.lock", "version = 1\n[[package]]\nname = 'a'\nsource = {editable = '.'}\ndependencies = [{name = 'b'}]\n[[package]]\nname = 'b'\nsource = {git = 'x'}\n", "b comes from git; only what an index has")]
    [InlineData("uv.lock", "version = 1\n[[package]]\nname = 'a'\nsource = {editable = '.'}\ndependencies = [{name = 'b'}]\n", "b is there 0 times")]
    public void What_cannot_be_installed_is_one_line_and_leaves_nothing(string name, string text, string words)
    {
        var file = _folder.Write(name, text);
        var message = Refused(name);
        Assert.StartsWith($"{file}: {words}", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.PathOf("cache")));
    }

    [Fact]
    public void An_interpreter_without_pip_is_named_with_the_command()
    {
        _folder.Write("pylock.toml", "lock-version = '1.0'\n");
        var bare = PythonEnvironments.ForDebianPackages(_python, [], _folder.PathOf("bare"));
        var python = InterpreterFinder.Inspect(bare.Executable);
        var error = Assert.Throws<FunctionException>(() => PythonEnvironments.ForRequirements(python, _folder.PathOf("pylock.toml"), _folder.PathOf("cache")));
        Assert.Equal(FunctionProblem.Missing, error.Problem);
        Assert.StartsWith($"{bare.Executable}: has no pip, which {_folder.PathOf("pylock.toml")} needs", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pylock.toml", true)]
    [InlineData("/a/pylock.prod.toml", true)]
    [InlineData("uv.lock", true)]
    [InlineData("pylock.a.b.toml", false)]
    [InlineData("requirements.lock", false)]
    [InlineData("my-pylock.toml", false)]
    public void Locks_are_known_by_their_names(string file, bool isLock) => Assert.Equal(isLock, LockFile.Is(file));

    private PythonEnvironment Make(string file) => PythonEnvironments.ForRequirements(_python, _folder.PathOf(file), _folder.PathOf("cache"));

    private string Refused(string file) => Assert.Throws<FunctionException>(() => Make(file)).Message;

    /// <summary>Makes a wheel; returns its SHA-256.</summary>
    private string Wheel(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.PathOf(path))!);
        using (var archive = ZipFile.Open(_folder.PathOf(path), ZipArchiveMode.Create))
        {
            Add("frosty.py", "WORDS = 'made by hand'\n");
            Add("frosty-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: frosty\nVersion: 1.0\n");
            Add("frosty-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            Add("frosty-1.0.dist-info/RECORD", "frosty.py,,\n");

            void Add(string name, string content)
            {
                using var writer = new StreamWriter(archive.CreateEntry(name).Open());
                writer.Write(content);
            }
        }
        return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder.PathOf(path))));
    }
}
