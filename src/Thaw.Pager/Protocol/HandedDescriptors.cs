using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Processes;
using Thaw.Linux.UserFaults;

namespace Thaw.Pager.Protocol;

/// <summary>The descriptors that came with a request, by what the request says they are. Those that are not taken are closed.</summary>
internal sealed class HandedDescriptors : IDisposable
{
    private readonly List<(string Name, SafeFileHandle Descriptor)> _left;

    /// <exception cref="PagerException">There are not as many as are named.</exception>
    public HandedDescriptors(IReadOnlyList<string> names, IReadOnlyList<SafeFileHandle> descriptors)
    {
        if (names.Count != descriptors.Count)
            throw new PagerException($"{descriptors.Count} descriptors came with a message that names {names.Count}");
        _left = [.. names.Zip(descriptors)];
    }

    /// <summary>Whether one of a name is left.</summary>
    public bool Has(string name) => _left.Exists(each => each.Name == name);

    /// <summary>The next of a name; null when there is none left.</summary>
    public SafeFileHandle? Take(string name)
    {
        var index = _left.FindIndex(each => each.Name == name);
        if (index < 0)
            return null;
        var found = _left[index].Descriptor;
        _left.RemoveAt(index);
        return found;
    }

    /// <exception cref="PagerException">It is none, or missing.</exception>
    public UserFault TakeUserFault() => Adopt("userfaultfd", UserFault.Adopt);

    /// <exception cref="PagerException">It is none, or missing.</exception>
    public ProcessHandle TakeProcess() => Adopt("process", ProcessHandle.Adopt);

    public void Dispose()
    {
        foreach (var (_, descriptor) in _left)
            descriptor.Dispose();
        _left.Clear();
    }

    private T Adopt<T>(string name, Func<SafeFileHandle, T> adopt)
    {
        var descriptor = Take(name) ?? throw new PagerException($"the descriptor '{name}' is missing");
        try
        {
            return adopt(descriptor);
        }
        catch (IOException e)
        {
            throw new PagerException($"the descriptor '{name}': {e.Message}", e);
        }
    }
}
