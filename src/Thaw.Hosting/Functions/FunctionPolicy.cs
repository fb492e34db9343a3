namespace Thaw.Hosting.Functions;

/// <summary>Who else is to be allowed to use a function. Kept and told as on AWS; who has the host's key may do everything anyway, and nobody else.</summary>
/// <param name="RevisionId">Another one after each change.</param>
/// <param name="Statements">Each with a name of its own, oldest first.</param>
public sealed record FunctionPolicy(string RevisionId, IReadOnlyList<PolicyStatement> Statements);

/// <summary>One permission.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Json">The statement as AWS's policies have it: a JSON object.</param>
public sealed record PolicyStatement(string Id, string Json);
