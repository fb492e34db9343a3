namespace Thaw.Optimizing.Packaging;

/// <summary>The Python text that leads a package of an overlay on to the original.</summary>
internal static class LeadOn
{
    /// <summary>
    /// The <c>__init__.py</c> of a package of which only modules below it are edited: it finds the original (below its
    /// parent's second folder, or on <c>sys.path</c>), takes over its place (<c>__file__</c>, loader, resources), and
    /// executes its code, whose byte code is used where there is any.
    /// </summary>
    public const string Stub =
        """
        # Made by thaw optimize: modules of this package that were edited lie here, everything else where it was.
        def _thaw_original():
            import sys
            from posix import stat
            parent, _, name = __name__.rpartition(".")
            for folder in sys.modules[parent].__path__ if parent else sys.path:
                folder = (folder or ".") + "/" + name
                file = folder + "/__init__.py"
                if folder == __path__[0]:
                    continue
                try:
                    stat(file)
                except OSError:
                    continue
                __path__.append(folder)
                spec = __spec__
                spec.loader = loader = type(spec.loader)(__name__, file)
                spec.origin = file
                globals().update(__file__=file, __loader__=loader)
                return loader.get_code(__name__)
            raise ImportError("the original of " + __name__ + " is not on sys.path")
        exec(_thaw_original())

        """;
}
