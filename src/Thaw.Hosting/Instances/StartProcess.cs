using System.Runtime.InteropServices;
using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Hosting.Instances;

/// <summary>Starts the process of an instance.</summary>
/// <param name="output">Its standard output and error.</param>
/// <param name="channel">Its descriptor 3.</param>
/// <returns>How it ends.</returns>
internal delegate Task<Task<ProgramExit>> StartProcess(SafeHandle output, SafeHandle channel);
