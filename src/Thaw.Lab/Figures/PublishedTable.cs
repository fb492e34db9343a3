using System.Globalization;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Figures;

/// <summary>A table of published figures: CSV, whose lines that start with # say where it is from.</summary>
public sealed class PublishedTable
{
    private readonly string _file;
    private readonly string[] _columns;
    private readonly string[][] _rows;

    private PublishedTable(string file, string[] columns, string[][] rows) => (_file, _columns, _rows) = (file, columns, rows);

    /// <summary>Reads a file.</summary>
    /// <exception cref="LabException">It can't be read, or its rows are not as long as its head.</exception>
    public static PublishedTable Read(string file)
    {
        string[][] lines;
        try
        {
            lines = [.. File.ReadLines(file).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(','))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{file}: cannot be read: {error.Message}", error);
        }

        if (lines.Length < 2 || lines.Any(line => line.Length != lines[0].Length))
            throw new LabException($"{file}: is no table: every line needs as many values as the first has names");

        return new PublishedTable(file, lines[0], lines[1..]);
    }

    /// <summary>One number of a column.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="statistic"><c>geometric-mean</c>, <c>median</c>, <c>mean</c>, <c>least</c> or <c>most</c>.</param>
    public double Statistic(string column, string statistic)
    {
        var values = Column(column);
        return statistic switch
        {
            "geometric-mean" => GeometricMean.Of(values),
            "median" => MathNet.Numerics.Statistics.Statistics.Median(values),
            "mean" => values.Average(),
            "least" => values.Min(),
            "most" => values.Max(),
            _ => throw new LabException($"{_file}: unknown statistic '{statistic}'; known: geometric-mean, median, mean, least, most"),
        };
    }

    private double[] Column(string name)
    {
        int index = Array.IndexOf(_columns, name);
        if (index < 0)
            throw new LabException($"{_file}: has no column '{name}'; it has {string.Join(", ", _columns)}");

        return [.. _rows.Select(row => double.TryParse(row[index], CultureInfo.InvariantCulture, out double value)
            ? value
            : throw new LabException($"{_file}: '{row[index]}' in column {name} is no number"))];
    }
}
