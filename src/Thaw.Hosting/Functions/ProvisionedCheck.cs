namespace Thaw.Hosting.Functions;

/// <summary>What may be kept initialised: as on AWS, versions and aliases, within what the function and the host may run.</summary>
internal static class ProvisionedCheck
{
    /// <summary>The function with instances to be kept.</summary>
    /// <param name="function">The function.</param>
    /// <param name="name">Its name, with a version or an alias.</param>
    /// <param name="given">How many.</param>
    /// <param name="others">All other functions.</param>
    /// <param name="instances">How many instances the host has at most.</param>
    /// <exception cref="HostingException">There is no such version, or there would be too many.</exception>
    public static DeployedFunction With(
        DeployedFunction function, FunctionName name, ProvisionedConcurrency given, IEnumerable<DeployedFunction> others, int instances)
    {
        var key = Key(function, name);
        if (given.Requested < 1)
            throw HostingException.Invalid($"Value '{given.Requested}' at 'provisionedConcurrentExecutions' failed to satisfy constraint: 1 or more");
        if (function.Provisioned.Keys.Any(each => each != key && function.Resolve(each) == function.Resolve(key)))
            throw HostingException.Invalid("Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version");
        var changed = function with { Provisioned = new Dictionary<string, ProvisionedConcurrency>(function.Provisioned) { [key] = given } };
        if (changed.ProvisionedTotal > (function.ReservedConcurrency ?? int.MaxValue))
            throw HostingException.Invalid($"Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function ({function.ReservedConcurrency})");
        // One is left, so that other functions can run at all.
        return changed.ProvisionedTotal + others.Sum(each => each.ProvisionedTotal) < instances
            ? changed
            : throw HostingException.Invalid($"Specified ConcurrentExecutions for function leaves no instance for others: this host has {instances} (thaw serve --instances)");
    }

    private static string Key(DeployedFunction function, FunctionName name)
    {
        if (name.Qualifier is not { } qualifier || function.Resolve(qualifier) is { Version: FunctionVersion.Latest })
            throw HostingException.Invalid("Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
        return function.Resolve(qualifier) is not null
            ? qualifier
            : throw new HostingException(HostingProblem.ResourceNotFound, $"Function not found: {FunctionName.Arn(name.Name, qualifier)}");
    }
}
