namespace Thaw.Profiling.Recordings.Storage;

/// <summary>The byte layout of <c>samples.bin</c>, format version 1.</summary>
/// <remarks>
/// <para>Integers of fixed size are little endian. <c>v</c> is an unsigned varint: seven bits a byte, least significant
/// group first, the top bit set on every byte but the last, at most ten bytes. <c>z</c> is a signed number as a varint,
/// zigzag (0, -1, 1, -2, … become 0, 1, 2, 3, …).</para>
/// <code>
/// file     = magic[8] version:u32 section* end
/// section  = tag:u8 length:u32 payload[length]          length at most 16 MiB
///
/// strings  (tag 1) = count:v { bytes:v utf8[bytes] }    numbered from 0 on through the whole file
/// frames   (tag 2) = count:v { file:v function:v line:v }         strings by number; frames are numbered the same way
/// nodes    (tag 3) = count:v { parent+1:v frame:v }     0 = outermost; a parent has a smaller number than its node
/// threads  (tag 4) = count:v { name:v }                 thread 0 is the main thread
/// run      (tag 5) = run:v                              the samples that follow are of this process
/// samples  (tag 6) = count:v sample*
/// phase    (tag 7) = run:v flags:u8 event:z wall:f64 sampled:f64 agent:f64 ticks:v handled:v longestGap:f64 loss+1:v
///                    flags bit 0: invoke; times in ms; loss is a string by number, 0 = none
/// end      (tag 255) = samples:v crc:u32                samples in the whole file; CRC-32C of every byte before crc
///
/// sample   = flags:u8 node:z [thread:v event:z] [ticks:v] wall:v cpu:v
///            node: difference to the node of the sample before; wall and cpu in µs
///            flags bit 0: invoke, 1: native, 2: thread and event follow, 3: ticks follow (otherwise 1)
///            without bit 2, thread and event are those of the sample before
///            at the start of a section "the sample before" is node 0, thread 0, event -1
/// </code>
/// <para>Sections come in any number, tables before what refers to them, so that a writer streams and a reader needs
/// one pass. Samples are in order of time. A file without its end section was cut off.</para>
/// </remarks>
internal static class SampleFileFormat
{
    /// <summary>The newest version that is written, and the only one that is read.</summary>
    public const uint Version = 1;

    /// <summary>Longest payload of a section, bytes: bounds what a damaged length can make a reader allocate.</summary>
    public const int LargestSection = 16 << 20;

    /// <summary>Bytes of samples gathered before a section is written: a system call a few thousand samples.</summary>
    public const int SectionTarget = 64 << 10;

    /// <summary>Bytes of new table entries after which they are written, well below <see cref="LargestSection"/>.</summary>
    public const int TableTarget = 4 << 20;

    /// <summary>The first eight bytes. The high bit and the line end show a file that went through a text conversion.</summary>
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'T', (byte)'H', (byte)'W', (byte)'S', (byte)'M', 0x0d, 0x0a];
}

/// <summary>Tags of the sections; the numbers are part of the format.</summary>
internal enum SampleSection : byte
{
    /// <summary>Texts.</summary>
    Strings = 1,

    /// <summary>Functions at lines.</summary>
    Frames = 2,

    /// <summary>Nodes of the calling-context tree.</summary>
    Nodes = 3,

    /// <summary>Names of threads.</summary>
    Threads = 4,

    /// <summary>The process that the following samples are of.</summary>
    Run = 5,

    /// <summary>Samples.</summary>
    Samples = 6,

    /// <summary>What the sampler achieved in one phase.</summary>
    Phase = 7,

    /// <summary>Last section: count and checksum.</summary>
    End = 255,
}

/// <summary>Flags of a sample; the bits are part of the format.</summary>
[Flags]
internal enum SampleFlags : byte
{
    /// <summary>Init phase, Python code, same thread and event as before, one tick.</summary>
    None = 0,

    /// <summary>Of the invoke phase.</summary>
    Invoke = 1,

    /// <summary>Time in C code under the frame.</summary>
    Native = 2,

    /// <summary>Thread and event follow.</summary>
    Switched = 4,

    /// <summary>The number of ticks follows.</summary>
    Ticks = 8,
}
