using System.Text.Json.Serialization;

namespace Thaw.Lab.Stubbing;

/// <summary>What thaw_lab_stub_prepare.py is told.</summary>
/// <param name="Target">The handler, <c>module.callable</c>.</param>
/// <param name="Stub">The path of thaw_lab_stub.py.</param>
/// <param name="Statements">The statements.</param>
internal sealed record StubPlan(string Target, string Stub, IReadOnlyList<StubPlanEntry> Statements);

/// <summary>One statement to replace.</summary>
/// <param name="Module">The module that holds it.</param>
/// <param name="File">Its file.</param>
/// <param name="Line">Its line.</param>
/// <param name="Output">What the paths of the results begin with.</param>
internal sealed record StubPlanEntry(string Module, string File, int Line, string Output);

/// <summary>How the plan is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StubPlan))]
internal sealed partial class StubJson : JsonSerializerContext;
