namespace Thaw.Functions.Loading;

/// <summary>Unpacks a function's zip.</summary>
internal static class ZipUnpacker
{
    public static string Unpack(string file, FunctionLoadOptions options)
    {
        _ = options;
        throw new FunctionException($"{file}: zips are not supported yet; unpack it and give the folder");
    }
}
