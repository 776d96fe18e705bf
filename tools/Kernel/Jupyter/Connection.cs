using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegBook.Engine.Jupyter;

/// <summary>The connection file that a front end hands to a kernel.</summary>
internal sealed record Connection
{
    public string Transport { get; init; } = "tcp";

    public string Ip { get; init; } = "127.0.0.1";

    [JsonPropertyName("shell_port")]
    public int ShellPort { get; init; }

    [JsonPropertyName("iopub_port")]
    public int IopubPort { get; init; }

    [JsonPropertyName("stdin_port")]
    public int StdinPort { get; init; }

    [JsonPropertyName("control_port")]
    public int ControlPort { get; init; }

    [JsonPropertyName("hb_port")]
    public int HeartbeatPort { get; init; }

    public string Key { get; init; } = "";

    [JsonPropertyName("signature_scheme")]
    public string SignatureScheme { get; init; } = "hmac-sha256";

    /// <exception cref="ConnectionException">The file is missing, is no connection file, or asks for what the kernel cannot do.</exception>
    public static Connection Load(string path)
    {
        Connection? connection;
        try
        {
            connection = JsonSerializer.Deserialize<Connection>(File.ReadAllText(path), JsonSerializerOptions.Web);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ConnectionException($"The connection file {path} cannot be read: {e.Message} A Jupyter front end makes it when it starts the kernel.", e);
        }

        if (connection is not { Transport: "tcp", ShellPort: > 0, IopubPort: > 0, ControlPort: > 0, StdinPort: > 0, HeartbeatPort: > 0 })
        {
            throw new ConnectionException($"The connection file {path} must name transport \"tcp\" and the five ports.");
        }

        return connection.Key.Length == 0 || connection.SignatureScheme == "hmac-sha256"
            ? connection
            : throw new ConnectionException($"The connection file {path} asks for signatures by {connection.SignatureScheme}; only hmac-sha256 is known.");
    }

    public string Address(int port) => $"tcp://{Ip}:{port}";
}
