using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SegBook.Cli.Downloads;
using SegBook.Tests.Data;

namespace SegBook.Tests.Tools;

/// <summary>Getting the real sequence, from a server on this machine.</summary>
public sealed class CamSeq01Tests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("segbook-camseq").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Download_that_breaks_goes_on_where_it_stopped_and_unpacks()
    {
        var zip = File.ReadAllBytes(Zip(CamSeq01.Frames));
        using var server = new Server(zip, breakAfter: zip.Length / 3);

        var check = await CamSeq01.Download(Path.Combine(_folder, "camseq01"), server.Address);

        Assert.Empty(check.Problems);
        Assert.Equal(2 * CamSeq01.Frames, Directory.GetFiles(Path.Combine(_folder, "camseq01"), "*.png").Length);
        Assert.True(server.Ranges.Count >= 2);
        Assert.Equal(0, server.Ranges[0]);
        Assert.All(server.Ranges.Skip(1), start => Assert.True(start > 0));
    }

    [Fact]
    public async Task Server_that_cannot_be_reached_says_what_to_fetch_where()
    {
        var error = await Assert.ThrowsAsync<SegBookException>(() => CamSeq01.Download(Path.Combine(_folder, "x"), new Uri("http://127.0.0.1:9/CamSeq01.zip")));

        Assert.Contains("CamSeq01.zip on another machine", error.Message);
        Assert.Contains("--from", error.Message);
    }

    [Fact]
    public async Task Page_that_is_no_zip_is_refused_and_not_kept()
    {
        using var server = new Server(Encoding.UTF8.GetBytes("<html>moved</html>"), breakAfter: int.MaxValue);

        var error = await Assert.ThrowsAsync<SegBookException>(() => CamSeq01.Download(Path.Combine(_folder, "x"), server.Address));

        Assert.Contains("not CamSeq01", error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Zip_with_too_few_frames_is_refused()
    {
        var error = Assert.Throws<SegBookException>(() => CamSeq01.Unpack(Zip(5), Path.Combine(_folder, "x")));

        Assert.Contains("has 5 frames", error.Message);
        Assert.False(Directory.Exists(Path.Combine(_folder, "x")));
    }

    [Fact]
    public void Zip_that_points_out_of_the_folder_stays_inside()
    {
        var zip = Zip(CamSeq01.Frames, entries => entries.Add(("../../evil.txt", [1, 2, 3])));

        CamSeq01.Unpack(zip, Path.Combine(_folder, "in", "camseq01"));

        Assert.False(File.Exists(Path.Combine(_folder, "evil.txt")));
        Assert.True(File.Exists(Path.Combine(_folder, "in", "camseq01", "evil.txt")));
    }

    private string Zip(int frames, Action<List<(string, byte[])>>? change = null)
    {
        using var dataset = new TestDataset(frames, height: 6, width: 8);
        var entries = Directory.GetFiles(dataset.Folder).Select(file => ($"CamSeq01/{Path.GetFileName(file)}", File.ReadAllBytes(file))).ToList();
        change?.Invoke(entries);
        var path = Path.Combine(_folder, $"made-{frames}.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }

        return path;
    }

    /// <summary>A server that breaks the connection once.</summary>
    private sealed class Server : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly byte[] _content;
        private int _breakAfter;

        public Server(byte[] content, int breakAfter)
        {
            (_content, _breakAfter) = (content, breakAfter);
            _listener.Start();
            _ = Task.Run(Serve);
        }

        public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/CamSeq01.zip");

        public List<int> Ranges { get; } = [];

        public void Dispose() => _listener.Dispose();

        private async Task Serve()
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                using var stream = client.GetStream();
                using var reader = new StreamReader(stream, leaveOpen: true);
                var start = 0;
                for (string? line; !string.IsNullOrEmpty(line = await reader.ReadLineAsync());)
                {
                    start = line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase) ? int.Parse(line[13..].TrimEnd('-')) : start;
                }

                Ranges.Add(start);
                var head = start == 0 ? "200 OK" : $"206 Partial Content\r\nContent-Range: bytes {start}-{_content.Length - 1}/{_content.Length}";
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {head}\r\nContent-Length: {_content.Length - start}\r\nConnection: close\r\n\r\n"));
                await stream.WriteAsync(_content.AsMemory(start, Math.Min(_breakAfter, _content.Length - start)));
                _breakAfter = int.MaxValue;
            }
        }
    }
}
