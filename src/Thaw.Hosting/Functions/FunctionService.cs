using Thaw.Hosting.Events;
using Thaw.Hosting.Invoking;
using Thaw.Hosting.Libraries;
using Thaw.Hosting.Runtimes;

namespace Thaw.Hosting.Functions;

/// <summary>What can be done to deployed functions. Every change is on the disk when its call returns, and no old instance sees it.</summary>
/// <remarks>Members may be called from any thread.</remarks>
public sealed class FunctionService
{
    private readonly FunctionStore _functions;
    private readonly VersionMaker _maker;
    private readonly StoreCollector _collector;
    private readonly RuntimeCatalogue _runtimes;
    private readonly FunctionInvoker _invoker;
    private readonly TimeProvider _time;

    internal FunctionService(
        FunctionStore functions, VersionMaker maker, StoreCollector collector, RuntimeCatalogue runtimes, FunctionInvoker invoker, TimeProvider time) =>
        (_functions, _maker, _collector, _runtimes, _invoker, _time) = (functions, maker, collector, runtimes, invoker, time);

    /// <summary>Called after code or settings of a function were changed, or it was made or removed.</summary>
    internal Action Deployed { get; init; } = static () => { };

    /// <summary>All functions, by name.</summary>
    public IReadOnlyList<DeployedFunction> All => _functions.All;

    /// <summary>What functions can ask for, as <c>python3.11</c>.</summary>
    public IReadOnlyList<string> Runtimes => _runtimes.Names;

    /// <summary>The same with the whole version, as <c>3.11.2</c>, the machine's own choice first.</summary>
    public IReadOnlyList<(string Name, string Version)> RuntimeVersions => _runtimes.Versions;

    /// <summary>The function of a name.</summary>
    /// <exception cref="HostingException">There is none.</exception>
    public DeployedFunction Get(string name) => _functions.Get(name);

    /// <summary>The function of a name, or null.</summary>
    public DeployedFunction? Find(string name) => _functions.Find(name);

    /// <summary>One version of a function.</summary>
    /// <param name="name">Name and qualifier.</param>
    /// <exception cref="HostingException">There is none.</exception>
    public (DeployedFunction Function, FunctionVersion Version) Get(FunctionName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var function = _functions.Find(name.Name);
        return function?.Resolve(name.Qualifier) is { } version
            ? (function, version)
            : throw new HostingException(HostingProblem.ResourceNotFound, $"Function not found: {FunctionName.Arn(name.Name, name.Qualifier)}");
    }

    /// <summary>The version of a function that runs one invocation: of an alias with two of them, one or the other.</summary>
    /// <param name="name">Name and qualifier.</param>
    /// <exception cref="HostingException">There is none.</exception>
    public (DeployedFunction Function, FunctionVersion Version) ForInvocation(FunctionName name)
    {
        var (function, version) = Get(name);
        return (function, function.ForInvocation(name.Qualifier) ?? version);
    }

    /// <summary>Refuses what events cannot be sent to.</summary>
    /// <param name="arn">The ARN of a function, with or without a qualifier.</param>
    /// <exception cref="HostingException">It is no function of this host.</exception>
    public void CheckTarget(string arn)
    {
        EventRules.CheckTarget(arn);
        var name = FunctionName.Parse(arn);
        if (_functions.Find(name.Name)?.Resolve(name.Qualifier) is null)
            throw HostingException.Invalid($"The destination ARN {arn} is invalid: there is no such function");
    }

    /// <summary>Deploys a new function.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="zip">Its code.</param>
    /// <param name="settings">Runtime and handler must be there.</param>
    /// <param name="publish">Whether version 1 is published at once.</param>
    /// <param name="tags">As <see cref="DeployedFunction.Tags"/>; null: none.</param>
    /// <exception cref="HostingException">Something of it is wrong.</exception>
    public (DeployedFunction Function, FunctionVersion Version) Create(
        string name, ReadOnlyMemory<byte> zip, FunctionChange settings, bool publish, IReadOnlyDictionary<string, string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (_functions.Find(name) is not null)
            throw new HostingException(HostingProblem.ResourceConflict, $"Function already exist: {name}");
        CheckDeadLetters(settings);
        var empty = New(new FunctionVersion
        {
            Runtime = settings.Runtime ?? throw HostingException.Invalid("Runtime is mandatory for functions created with deployment packages."),
            Handler = settings.Handler ?? throw HostingException.Invalid("Handler is mandatory for functions created with deployment packages."),
            CodeSha256 = "",
            CodeBytes = zip.Length,
            LastModified = default,
            RevisionId = "",
        });
        var function = _collector.Deploy(() =>
        {
            var latest = _maker.Prepared(_maker.WithCode(_maker.WithSettings(empty, settings), zip.Span));
            return _functions.Add(name, user => new DeployedFunction { Name = name, UserId = user, Latest = latest, Tags = tags! });
        });
        Deployed();
        return publish ? Publish(name, null, null, null) : (function, function.Latest);
    }

    /// <summary>Changes the code of the latest version.</summary>
    /// <param name="name">The function's name.</param>
    /// <param name="zip">Its new code.</param>
    /// <param name="revision">The revision that the caller knows; another one is refused. Null: any.</param>
    /// <param name="publish">Whether a version of it is published.</param>
    /// <param name="dryRun">Whether everything is checked and nothing changed.</param>
    /// <exception cref="HostingException">There is no such function, or the code is wrong.</exception>
    public (DeployedFunction Function, FunctionVersion Version) UpdateCode(
        string name, ReadOnlyMemory<byte> zip, string? revision, bool publish, bool dryRun)
    {
        var before = _functions.Get(name);
        CheckRevision(before, revision);
        if (dryRun)
            return (before, _maker.Try(before.Latest, zip.Span));
        var function = _collector.Deploy(() =>
        {
            var candidate = _maker.Prepared(_maker.WithCode(before.Latest, zip.Span));
            return Change(name, revision, latest => latest with { CodeSha256 = candidate.CodeSha256, CodeBytes = candidate.CodeBytes });
        });
        _collector.Collect();
        return publish ? Publish(name, null, null, null) : (function, function.Latest);
    }

    /// <summary>Changes settings of the latest version.</summary>
    /// <exception cref="HostingException">There is no such function, or a value is wrong.</exception>
    public DeployedFunction UpdateSettings(string name, FunctionChange change, string? revision)
    {
        ArgumentNullException.ThrowIfNull(change);
        var before = _functions.Get(name);
        CheckRevision(before, revision);
        CheckDeadLetters(change);
        var changed = _collector.Deploy(() =>
        {
            var candidate = _maker.Prepared(_maker.WithSettings(before.Latest, change));
            return Change(name, revision, latest => change.ApplyTo(latest) with { Dependencies = candidate.Dependencies });
        });
        _collector.Collect();
        return changed;
    }

    /// <summary>Makes an immutable version of the latest one; when nothing changed since the last, that is the answer.</summary>
    /// <param name="name">The function's name.</param>
    /// <param name="description">Its description; null: that of the latest version.</param>
    /// <param name="codeSha256">The code that the caller means, hexadecimal; null: any.</param>
    /// <param name="revision">As in <see cref="UpdateCode"/>.</param>
    /// <exception cref="HostingException">There is no such function, or it has changed.</exception>
    public (DeployedFunction Function, FunctionVersion Version) Publish(string name, string? description, string? codeSha256, string? revision)
    {
        var function = _functions.Change(name, function =>
        {
            CheckRevision(function, revision);
            if (codeSha256 is not null && codeSha256 != function.Latest.CodeSha256)
                throw HostingException.Invalid("CodeSHA256 is different from current CodeSHA256 in $LATEST. Please try again with the CodeSHA256 in $LATEST.");
            if (function.Versions is [.., var last] && IsSame(last, function.Latest))
                return function;
            var number = function.LastNumber + 1;
            var version = New(function.Latest with
            {
                Version = number.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Description = description ?? function.Latest.Description,
            });
            return function with { LastNumber = number, Versions = [.. function.Versions, version] };
        });
        return (function, function.Versions[^1]);
    }

    /// <summary>Removes a function, or one of its published versions.</summary>
    /// <exception cref="HostingException">There is none, or an alias stands for the version.</exception>
    public void Delete(FunctionName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Qualifier is null)
        {
            _functions.Remove(name.Name);
            _invoker.Removed(name.Name);
            _collector.Collect();
            Deployed();
            return;
        }
        if (name.Qualifier == FunctionVersion.Latest)
            throw HostingException.Invalid("$LATEST version cannot be deleted without deleting the function.");
        var (_, version) = Get(name);
        var changed = _functions.Change(name.Name, function => function.Aliases.Values.Any(alias => alias.Uses(version.Version))
            ? throw new HostingException(HostingProblem.ResourceConflict, $"Version {version.Version} is used by an alias; move or delete the alias first")
            : function.Without(version.Version) with { Versions = [.. function.Versions.Where(each => each.Version != version.Version)] });
        _invoker.Changed(changed);
        _collector.Collect();
    }

    /// <summary>Changes something that no instance depends on: aliases, concurrency, URLs, what becomes of events, words about it.</summary>
    /// <param name="name">The function's name.</param>
    /// <param name="change">From what it is to what it shall be.</param>
    /// <exception cref="HostingException">There is no such function, or the change refuses.</exception>
    public DeployedFunction ChangeFunction(string name, Func<DeployedFunction, DeployedFunction> change)
    {
        var changed = _functions.Change(name, change);
        _invoker.Changed(changed);
        return changed;
    }

    /// <summary>Has instances of a version kept initialised.</summary>
    /// <param name="name">A function with a version or an alias.</param>
    /// <param name="requested">How many.</param>
    /// <exception cref="HostingException">There is no such version, or there would be too many.</exception>
    public DeployedFunction Provision(FunctionName name, int requested)
    {
        ArgumentNullException.ThrowIfNull(name);
        var given = new ProvisionedConcurrency(requested, _time.GetUtcNow());
        return ChangeFunction(name.Name, function => ProvisionedCheck.With(
            function, name, given, _functions.All.Where(each => each.Name != name.Name), _invoker.MostInstances));
    }

    private void CheckDeadLetters(FunctionChange change)
    {
        if (change.DeadLetterTarget is { Length: > 0 } arn)
            CheckTarget(arn);
    }

    private DeployedFunction Change(string name, string? revision, Func<FunctionVersion, FunctionVersion> change)
    {
        var changed = _functions.Change(name, function =>
        {
            CheckRevision(function, revision);
            return function with { Latest = New(change(function.Latest)) };
        });
        _invoker.Changed(changed);
        Deployed();
        return changed;
    }

    private FunctionVersion New(FunctionVersion version) =>
        version with { LastModified = _time.GetUtcNow(), RevisionId = Guid.NewGuid().ToString() };

    private static bool IsSame(FunctionVersion published, FunctionVersion latest) =>
        published.CodeSha256 == latest.CodeSha256 && FunctionChange.Of(published with { Description = latest.Description }).IsNothingFor(latest, published.Dependencies);

    private static void CheckRevision(DeployedFunction function, string? revision)
    {
        if (revision is not null && revision != function.Latest.RevisionId)
        {
            throw new HostingException(
                HostingProblem.PreconditionFailed,
                "The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest RevisionId");
        }
    }
}
