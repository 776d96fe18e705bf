using System.CommandLine;
using SegBook.Models;

namespace SegBook.Cli.Commands;

/// <summary><c>segbook device</c>: what the notebooks would compute on.</summary>
public static class DeviceCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("device", "Say what the notebooks would compute on, and why not on a GPU.");
        command.SetAction(_ =>
        {
            Compute.UseThreads();
            Console.WriteLine(Compute.Describe(Compute.Device()));
            if (TailChannels.AreWrongHere)
            {
                Console.WriteLine(TailChannels.Warning);
            }
        });
        return command;
    }
}
