namespace Thaw.Images.Templates;

/// <summary>A template has ended, or could not fork: which is nobody's fault who wanted a process. The message is one line.</summary>
public sealed class TemplateException(string message) : IOException(message);
