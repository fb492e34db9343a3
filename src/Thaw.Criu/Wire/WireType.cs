namespace Thaw.Criu.Wire;

/// <summary>How a field's value lies in a message of protocol buffers.</summary>
public enum WireType
{
    /// <summary>Seven bits in each byte, the lowest first; the eighth says that another byte follows.</summary>
    Varint = 0,

    /// <summary>Eight bytes, the lowest first.</summary>
    Fixed64 = 1,

    /// <summary>A length as a varint, and as many bytes: text, bytes, a message, or packed numbers.</summary>
    LengthDelimited = 2,

    /// <summary>Four bytes, the lowest first.</summary>
    Fixed32 = 5,
}
