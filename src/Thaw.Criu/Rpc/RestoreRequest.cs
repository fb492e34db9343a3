namespace Thaw.Criu.Rpc;

/// <summary>Asks a worker to bring a process to life again.</summary>
/// <param name="FolderDescriptor">The image folder, by the number that the process holds it by that made the worker's socket. Its log goes there.</param>
/// <param name="Inherited">What takes the place of an open file: its name in the images, as <c>pipe:[123]</c>, and the worker's descriptor.</param>
/// <param name="IsLazy">Whether pages come on demand, from who listens at <c>lazy-pages.socket</c> in the folder.</param>
public sealed record RestoreRequest(int FolderDescriptor, IReadOnlyList<(string Name, int Descriptor)> Inherited, bool IsLazy);
