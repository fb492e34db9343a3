using Thaw.Api.Access;

namespace Thaw.Api.Tests.Access;

public sealed class RequestSignatureTests
{
    // The example of AWS's documentation ("get-vanilla-query-order-key-case" of its test suite).
    [Fact]
    public void The_signature_is_that_of_the_published_example()
    {
        var request = new SignedRequest(
            "GET", "/", "Param2=value2&Param1=value1",
            [new("host", "example.amazonaws.com"), new("x-amz-date", "20150830T123600Z")], RequestSignature.Hash([]));
        Assert.Equal(
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
            RequestSignature.Of(request, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20150830T123600Z", "20150830/us-east-1/service/aws4_request"));
    }
}
