using System.Text.Json.Nodes;

namespace SegBook.Engine.Jupyter;

/// <summary>What a request is answered with: a reply on its channel, outputs on the public one.</summary>
internal sealed class Client(MessageCodec codec, Sockets sockets)
{
    /// <summary>The answer to a request, in the channel on which it came.</summary>
    public void Reply(Channel channel, Message request, string type, JsonObject content) =>
        sockets.Send(channel, codec.Write(request.Identities, type, request.HeaderJson, content));

    /// <summary>An output or a state that belongs to a request, for all front ends that listen.</summary>
    public void Publish(Message? request, string type, JsonObject content) =>
        sockets.Send(Channel.Iopub, codec.Write([System.Text.Encoding.UTF8.GetBytes($"kernel.{type}")], type, request?.HeaderJson, content));

    public void PublishStatus(Message? request, string state) => Publish(request, "status", new JsonObject { ["execution_state"] = state });

    /// <summary>A question to the person at the front end that sent the request.</summary>
    public void Ask(Message request, string prompt, bool isPassword) =>
        sockets.Send(Channel.Stdin, codec.Write(request.Identities, "input_request", request.HeaderJson, new JsonObject { ["prompt"] = prompt, ["password"] = isPassword }));
}
