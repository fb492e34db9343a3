using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Native;

namespace Thaw.Linux.Capabilities;

/// <summary>A virtual machine with one page of memory whose only instruction is <c>hlt</c>, in real mode (linux/kvm.h).</summary>
internal static unsafe class HaltingGuest
{
    private const nuint GetApiVersion = 0xAE00;
    private const nuint CreateMachine = 0xAE01;
    private const nuint GetRunSize = 0xAE04;
    private const nuint CreateProcessor = 0xAE41;
    private const nuint SetMemory = 0x4020AE46;
    private const nuint RunProcessor = 0xAE80;
    private const nuint SetRegisters = 0x4090AE82;
    private const nuint GetSystemRegisters = 0x8138AE83;
    private const nuint SetSystemRegisters = 0x4138AE84;

    private const int ExpectedApi = 12;
    private const int ExitHalted = 5;
    private const ulong CodeAddress = 0x1000;
    private const byte HaltInstruction = 0xF4;

    private const int ReadWriteProtection = 3;
    private const int SharedAnonymous = 0x21;
    private const int Shared = 1;

    /// <summary>Runs it. May hang where the kernel does; the caller limits the time.</summary>
    /// <returns>Whether it halted, and in words what happened.</returns>
    public static (bool Halted, string Outcome) Run(SafeFileHandle device)
    {
        var version = LibC.DeviceControl(device, GetApiVersion, 0);
        if (version != ExpectedApi)
            return (false, $"its API has version {version}, not {ExpectedApi}");
        using var machine = Create(device, CreateMachine, out var failure);
        if (machine is null)
            return (false, $"no machine: {failure}");
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return (true, "a machine can be created");
        using var processor = Create(machine, CreateProcessor, out failure);
        if (processor is null)
            return (false, $"no processor: {failure}");
        var page = Map(new SafeFileHandle(-1, false), (nuint)Environment.SystemPageSize, SharedAnonymous);
        var runSize = (nuint)LibC.DeviceControl(device, GetRunSize, 0);
        var run = Map(processor, runSize, Shared);
        try
        {
            return Start(machine, processor, page, run);
        }
        finally
        {
            // Safe: nothing uses the mappings after; the machine itself holds its memory until its descriptors close.
            _ = LibC.MemoryUnmap(run, runSize);
            _ = LibC.MemoryUnmap(page, (nuint)Environment.SystemPageSize);
        }
    }

    private static (bool Halted, string Outcome) Start(SafeFileHandle machine, SafeFileHandle processor, byte* page, byte* run)
    {
        *page = HaltInstruction;
        // struct kvm_userspace_memory_region: slot and flags, guest address, size, our address.
        var memory = stackalloc ulong[4] { 0, CodeAddress, (ulong)Environment.SystemPageSize, (ulong)page };
        if (LibC.DeviceControl(machine, SetMemory, (nint)memory) == -1)
            return (false, $"no memory: {LastFailure()}");
        // struct kvm_sregs, 312 bytes; it begins with the code segment: base (8 bytes), limit (4), selector (2).
        var system = stackalloc byte[312];
        if (LibC.DeviceControl(processor, GetSystemRegisters, (nint)system) == -1)
            return (false, $"no system registers: {LastFailure()}");
        *(ulong*)system = 0;
        *(ushort*)(system + 12) = 0;
        if (LibC.DeviceControl(processor, SetSystemRegisters, (nint)system) == -1)
            return (false, $"system registers refused: {LastFailure()}");
        // struct kvm_regs: 16 general registers, then rip and rflags, whose bit 1 is always set.
        var registers = stackalloc ulong[18];
        new Span<ulong>(registers, 18).Clear();
        registers[16] = CodeAddress;
        registers[17] = 2;
        if (LibC.DeviceControl(processor, SetRegisters, (nint)registers) == -1)
            return (false, $"registers refused: {LastFailure()}");
        if (Errno.Retry(() => LibC.DeviceControl(processor, RunProcessor, 0)) == -1)
            return (false, $"it does not run: {LastFailure()}");
        // struct kvm_run: the reason for the exit is at offset 8.
        var reason = *(uint*)(run + 8);
        return reason == ExitHalted ? (true, "a guest of one instruction ran") : (false, $"it ended with exit reason {reason} instead of halting");
    }

    private static SafeFileHandle? Create(SafeFileHandle parent, nuint request, out string failure)
    {
        var descriptor = LibC.DeviceControl(parent, request, 0);
        failure = descriptor < 0 ? LastFailure() : "";
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static byte* Map(SafeFileHandle descriptor, nuint length, int flags)
    {
        var address = LibC.MemoryMap(null, length, ReadWriteProtection, flags, descriptor, 0);
        return address == (void*)-1 ? throw Errno.LastAsException("cannot map the guest's memory") : (byte*)address;
    }

    private static string LastFailure() => Errno.Describe(Marshal.GetLastPInvokeError());
}
