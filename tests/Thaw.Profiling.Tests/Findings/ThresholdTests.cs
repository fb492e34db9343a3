using Thaw.Profiling.Findings;

namespace Thaw.Profiling.Tests.Findings;

public class ThresholdTests
{
    [Fact]
    public void Every_threshold_is_settable_by_name()
    {
        foreach (var threshold in ThresholdCatalog.All)
        {
            var set = FindingThresholds.Parse([$"{threshold.Name}=0.5"]);
            Assert.Equal(0.5, threshold.Get(set));
            Assert.All(ThresholdCatalog.All.Where(other => other != threshold), other => Assert.Equal(other.Get(FindingThresholds.Default), other.Get(set)));
        }
    }

    [Fact]
    public void Every_number_of_the_record_is_in_the_catalogue() =>
        Assert.Equal(
            typeof(FindingThresholds).GetProperties().Where(property => property.PropertyType == typeof(double)).Select(property => property.Name).Order(StringComparer.OrdinalIgnoreCase),
            ThresholdCatalog.All.Select(threshold => char.ToUpperInvariant(threshold.Name[0]) + threshold.Name[1..]).Order(StringComparer.OrdinalIgnoreCase));

    [Theory]
    [InlineData("rareEventShare", "name=value")]
    [InlineData("nonsense=1", "known are")]
    [InlineData("rareEventShare=2", "from 0 to 1")]
    [InlineData("minSavingMs=-1", "0 or more")]
    [InlineData("minSavingMs=NaN", "0 or more")]
    public void A_mistake_gets_one_line_that_says_what_to_write(string assignment, string hint)
    {
        Assert.False(FindingThresholds.TryParse([assignment], out var thresholds, out var problem));
        Assert.Equal(FindingThresholds.Default, thresholds);
        Assert.Contains(hint, problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem!);
        Assert.Throws<FormatException>(() => FindingThresholds.Parse([assignment]));
    }

    [Fact]
    public void The_tables_can_be_read_and_have_no_gaps()
    {
        Assert.True(Catalogs.Substitutes.Count >= 15);
        Assert.All(Catalogs.Substitutes, entry => Assert.True(entry.MaxFunctions > 0 && entry.Remedy.Length > 0 && entry.Surface.Count > 0));
        Assert.True(Catalogs.OutputOf("tqdm")!.AlsoInEvents);
        Assert.Null(Catalogs.OutputOf("numpy"));
    }
}
