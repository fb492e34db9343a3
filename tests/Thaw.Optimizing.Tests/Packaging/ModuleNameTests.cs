using Thaw.Optimizing.Packaging;
using Thaw.Optimizing.Rewriting;

namespace Thaw.Optimizing.Tests.Packaging;

public sealed class ModuleNameTests
{
    [Theory]
    [InlineData("pkg_resources.extern.packaging.tags", "/libs/pkg_resources/_vendor/packaging/tags.py", false, "pkg_resources._vendor.packaging.tags")]
    [InlineData("pkg_resources.extern.packaging", "/libs/pkg_resources/_vendor/packaging/__init__.py", true, "pkg_resources._vendor.packaging")]
    [InlineData("nltk.tag", "/libs/nltk/tag/__init__.py", true, "nltk.tag")]
    [InlineData("six", "/libs/six.py", false, "six")]
    [InlineData("egg.inside", "/libs/egg-1.0.egg/egg/inside.py", false, "egg.inside")]
    [InlineData("elsewhere", "/other/elsewhere.py", false, "elsewhere")]
    public void A_library_file_is_found_where_it_lies(string known, string file, bool isPackage, string expected) =>
        Assert.Equal(expected, ModuleName.Found(new RewrittenModule(known, file, isPackage, null, []), ["/libs"]).Module);
}
