using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Thaw.Hosting.Functions;

/// <summary>The deployed functions, in memory and in a folder: a file each.</summary>
/// <remarks>Members may be called from any thread. A change is on the disk when its call returns.</remarks>
public sealed class FunctionStore
{
    // Above the ranges that distributions, user namespaces and container tools give out, and below 2^31 (systemd.io/UIDS-GIDS).
    private const uint FirstUser = 2_000_000_000;
    private const int Users = 147_000_000;
    private const string Extension = ".json";

    private readonly ConcurrentDictionary<string, DeployedFunction> _functions = new(StringComparer.Ordinal);
    private readonly Lock _writing = new();
    private readonly string _folder;

    private FunctionStore(string folder) => _folder = folder;

    /// <summary>Files that could not be read, each as one line that says why. Their functions are not there.</summary>
    public IReadOnlyList<string> Damaged { get; private set; } = [];

    /// <summary>All functions, by name.</summary>
    public IReadOnlyList<DeployedFunction> All => [.. _functions.Values.OrderBy(function => function.Name, StringComparer.Ordinal)];

    /// <summary>Reads the folder; creates it when missing, closed to others.</summary>
    /// <param name="folder">Nobody else writes to it meanwhile.</param>
    public static FunctionStore Open(string folder)
    {
        var store = new FunctionStore(Directory.CreateDirectory(folder, CodeStore.OwnersOnly).FullName);
        var damaged = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Extension).Where(path => !Path.GetFileName(path).StartsWith('.')))
        {
            try
            {
                var function = FunctionFile.Read(path);
                store._functions[function.Name] = function;
            }
            catch (InvalidDataException e)
            {
                damaged.Add(e.Message);
            }
        }
        store.Damaged = damaged;
        return store;
    }

    /// <summary>The function of a name, or null.</summary>
    public DeployedFunction? Find(string name) => _functions.GetValueOrDefault(name);

    /// <summary>The function of a name.</summary>
    /// <exception cref="HostingException">There is none.</exception>
    public DeployedFunction Get(string name) =>
        Find(name) ?? throw new HostingException(HostingProblem.ResourceNotFound, $"Function not found: {FunctionName.Arn(name)}");

    /// <summary>Adds a function.</summary>
    /// <param name="make">Makes it, for a uid that no other function has.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="HostingException">There is one of this name.</exception>
    public DeployedFunction Add(string name, Func<uint, DeployedFunction> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        lock (_writing)
        {
            if (_functions.ContainsKey(name) || File.Exists(PathOf(name)))
                throw new HostingException(HostingProblem.ResourceConflict, $"Function already exist: {name}");
            return Keep(make(NewUser()));
        }
    }

    /// <summary>Changes a function; changes come one after the other.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="change">From what it is to what it shall be.</param>
    /// <exception cref="HostingException">There is none of this name, or the change refuses.</exception>
    public DeployedFunction Change(string name, Func<DeployedFunction, DeployedFunction> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_writing)
            return Keep(change(Get(name)));
    }

    /// <summary>Removes a function with its versions and aliases.</summary>
    /// <exception cref="HostingException">There is none of this name.</exception>
    public void Remove(string name)
    {
        lock (_writing)
        {
            File.Delete(PathOf(Get(name).Name));
            _functions.TryRemove(name, out _);
        }
    }

    /// <summary>Drawn, not counted: functions of other hosts on this machine, and those that were removed, had others.</summary>
    private uint NewUser()
    {
        uint user;
        do
            user = FirstUser + (uint)RandomNumberGenerator.GetInt32(Users);
        while (_functions.Values.Any(function => function.UserId == user));
        return user;
    }

    private DeployedFunction Keep(DeployedFunction function)
    {
        FunctionFile.Write(PathOf(function.Name), function);
        return _functions[function.Name] = function;
    }

    private string PathOf(string name) => Path.Combine(_folder, name + Extension);
}
