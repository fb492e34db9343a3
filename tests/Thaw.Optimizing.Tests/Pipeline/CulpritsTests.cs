using Thaw.Optimizing.Pipeline;
using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Sources;
using Thaw.Optimizing.Verification;
using Thaw.Python.Interpreters;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.Pipeline;

/// <summary>Which edits a failure points at.</summary>
public sealed class CulpritsTests : IDisposable
{
    private const string Source = "import json\nfrom os import (\n    path,\n    sep)\nimport csv\nclass Later(csv.Dialect):\n    pass\n";

    private readonly TemporaryFolder _folder = new();
    private readonly Culprits _culprits;
    private readonly ImportEdit[] _edits;

    public CulpritsTests()
    {
        var file = _folder.Write("module.py", Source);
        _culprits = new Culprits(new SourceReader(InterpreterFinder.Inspect("/usr/bin/python3")).Read([new SourceRequest("module", file, false)], CancellationToken.None));
        _edits = [new("module", file, 1), new("module", file, 2), new("module", file, 5)];
    }

    [Fact]
    public void The_innermost_deferred_statement_of_a_traceback_is_named_also_by_its_last_line()
    {
        var file = _edits[0].File;

        var named = _culprits.Of(_edits, new VerificationResult { Places = [(file, 1), (file, 4), ("/elsewhere.py", 5), (file, 70)] });

        Assert.Equal([_edits[1]], named);
    }

    [Fact]
    public void A_name_that_is_not_found_names_the_statement_that_binds_it()
    {
        var named = _culprits.Of(_edits, new VerificationResult { Breaking = [new Difference(Check.Names, "module", "import * csv", "there", "absent")] });

        Assert.Equal([_edits[2]], named);
    }

    [Fact]
    public void A_class_that_is_defined_later_names_the_statement_that_it_waits_for()
    {
        Assert.Equal([_edits[2]], _culprits.Of(_edits, new VerificationResult { Places = [(_edits[0].File, 6)] }));
        Assert.Equal([_edits[2]], _culprits.Of(_edits, new VerificationResult { Breaking = [new Difference(Check.Names, "module", "Later", "type module.Later", "absent")] }));
    }

    [Fact]
    public void A_module_that_a_package_lost_names_the_statement_that_imports_it()
    {
        var named = _culprits.Of(_edits, new VerificationResult { Breaking = [new Difference(Check.Names, "package", "sep", "module os.sep", "absent")] });

        Assert.Equal([_edits[1]], named);
    }

    [Fact]
    public void A_difference_in_a_result_names_nothing() =>
        Assert.Empty(_culprits.Of(_edits, new VerificationResult { Breaking = [new Difference(Check.Event, "module", "csv", "1", "2")] }));

    public void Dispose() => _folder.Dispose();
}
