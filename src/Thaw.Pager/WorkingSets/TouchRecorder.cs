namespace Thaw.Pager.WorkingSets;

/// <summary>Notes touches while a session runs; its room is taken in advance, because a fault waits meanwhile.</summary>
/// <remarks>For the session's thread.</remarks>
internal sealed class TouchRecorder
{
    private const int MostTouches = 1 << 20;

    // Beyond the snapshot's own pages: memory that the process takes after it was restored.
    private const int RoomForZeros = 16_384;

    private readonly List<PageTouch> _touches;
    private long _firstNs;

    public TouchRecorder(long pages) => _touches = new List<PageTouch>((int)Math.Min(pages + RoomForZeros, MostTouches));

    public bool IsCutShort { get; private set; }

    public void Note(uint task, ulong address, bool isZero, bool isWrite, long nowNs)
    {
        if (_touches.Count == MostTouches)
        {
            IsCutShort = true;
            return;
        }
        if (_touches.Count == 0)
            _firstNs = nowNs;
        _touches.Add(new PageTouch(task, address, isZero, isWrite, (uint)Math.Clamp((nowNs - _firstNs) / 1000, 0, uint.MaxValue)));
    }

    /// <summary>The first touch of each page; two threads may have waited for one.</summary>
    public IReadOnlyList<PageTouch> Take() => [.. _touches.DistinctBy(touch => (touch.Task, touch.Address))];
}
