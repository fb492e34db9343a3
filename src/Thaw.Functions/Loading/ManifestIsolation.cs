using System.Globalization;

namespace Thaw.Functions.Loading;

/// <summary>Reads what <c>thaw.yaml</c> says about a function's sandbox.</summary>
internal static class ManifestIsolation
{
    public static FunctionIsolation Read(YamlFields fields, string root) => new()
    {
        HasWayOut = fields.Text("network") switch
        {
            null or "none" => false,
            "egress" => true,
            var other => throw fields.ErrorAt("network", $"network: '{other}' is neither none nor egress; write one of them"),
        },
        Forwarded = [.. fields.Texts("forward").Select(text => Port(fields, text)).Distinct()],
        RootFs = RootFs(fields, root),
        Processors = fields.Number("cpu") is { } share
            ? share is >= 0.05 and <= 64 ? share : throw fields.ErrorAt("cpu", $"cpu: {fields.Text("cpu")} is not a number of processors from 0.05 to 64; correct it")
            : null,
    };

    private static string? RootFs(YamlFields fields, string root)
    {
        if (fields.Text("rootfs") is not { } text)
            return null;
        var folder = Path.GetFullPath(text, root);
        return Directory.Exists(folder)
            ? folder
            : throw fields.ErrorAt("rootfs", $"rootfs: there is no folder {text}; name a root file system, or an image that was unpacked in the OCI layout");
    }

    private static int Port(YamlFields fields, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65_535
            ? port
            : throw fields.ErrorAtItem("forward", text, $"forward: '{text}' is not a port from 1 to 65535; correct it");
}
