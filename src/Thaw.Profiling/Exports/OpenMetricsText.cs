using System.Globalization;
using System.Text;

namespace Thaw.Profiling.Exports;

/// <summary>One value with its labels.</summary>
/// <param name="Value">In the unit of its family.</param>
/// <param name="Labels">Names and values.</param>
internal sealed record Sample(double Value, params (string Name, string Value)[] Labels);

/// <summary>Lines of the OpenMetrics text format, 1.0.0.</summary>
/// <param name="output">Where to.</param>
/// <param name="common">Labels of every sample.</param>
internal sealed class OpenMetricsText(TextWriter output, params (string Name, string Value)[] common)
{
    /// <summary>A family of facts in labels, with the value 1.</summary>
    public void Info(string name, string help, params (string Name, string Value)[] labels)
    {
        Head(name, "info", null, help);
        Line(name + "_info", new Sample(1, labels));
    }

    /// <summary>A family of values that may go up and down; nothing at all without values.</summary>
    public void Gauge(string name, string? unit, string help, IReadOnlyList<Sample> samples)
    {
        if (samples.Count == 0)
        {
            return;
        }

        Head(name, "gauge", unit, help);
        foreach (var sample in samples)
        {
            Line(name, sample);
        }
    }

    /// <summary>The last line, without which the text counts as cut off.</summary>
    public void End() => output.Write("# EOF\n");

    private void Head(string name, string type, string? unit, string help)
    {
        output.Write($"# TYPE {name} {type}\n");
        if (unit is not null)
        {
            output.Write($"# UNIT {name} {unit}\n");
        }

        output.Write($"# HELP {name} {Escape(help)}\n");
    }

    private void Line(string name, Sample sample)
    {
        var labels = string.Join(',', common.Concat(sample.Labels).Select(label => $"{label.Name}=\"{Escape(label.Value)}\""));
        output.Write($"{name}{{{labels}}} {Number(sample.Value)}\n");
    }

    private static string Number(double value) =>
        double.IsFinite(value) ? Math.Round(value, 7).ToString("R", CultureInfo.InvariantCulture) : "NaN";

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            escaped.Append(character switch
            {
                '\\' => @"\\",
                '"' => "\\\"",
                '\n' => @"\n",
                _ => character,
            });
        }

        return escaped.ToString();
    }
}
