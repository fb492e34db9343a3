using System.Text.RegularExpressions;
using Thaw.Conventions.Tests.Sources;

namespace Thaw.Conventions.Tests.Code;

/// <summary>Unsafe code and calls into native libraries stay in Thaw.Linux, where they are reviewed as such.</summary>
public sealed partial class UnsafeCodeTests
{
    private const string Home = "src/Thaw.Linux/";

    [Fact]
    public void Only_Thaw_Linux_is_unsafe_or_calls_native_code() =>
        Violations.None(
            from file in TrackedFiles.Below("", ".cs")
            where !file.StartsWith(Home, StringComparison.Ordinal)
            from match in Fenced().Matches(CSharpText.CodeOf(TrackedFiles.Read(file)))
            select $"{file}: {match.Value}",
            $"unsafe code and P/Invoke are allowed only in {Home}");

    [Fact]
    public void Only_Thaw_Linux_is_compiled_with_unsafe_blocks() =>
        Violations.None(
            from file in TrackedFiles.Below("", ".csproj").Concat(TrackedFiles.Below("", ".props"))
            where !file.StartsWith(Home, StringComparison.Ordinal)
                && TrackedFiles.Read(file).Contains("AllowUnsafeBlocks>true", StringComparison.OrdinalIgnoreCase)
            select file,
            $"AllowUnsafeBlocks is allowed only in {Home}");

    [Theory]
    [InlineData("unsafe { }", true)]
    [InlineData("[LibraryImport(\"c\")]", true)]
    [InlineData("// unsafe\nvar s = \"DllImport\"; /* stackalloc */", false)]
    [InlineData("var unsafeName = 1;", false)]
    public void The_check_reads_code_and_not_comments_or_strings(string source, bool fenced) =>
        Assert.Equal(fenced, Fenced().IsMatch(CSharpText.CodeOf(source)));

    [GeneratedRegex(@"\b(?:unsafe|DllImport|LibraryImport|NativeLibrary)\b")]
    private static partial Regex Fenced();
}
