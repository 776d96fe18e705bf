using System.Diagnostics;
using SegBook.Training;
using TorchSharp;

namespace SegBook.Cli.Search;

/// <summary>Runs trials in processes of their own, several at once: one on each GPU, or as many as are asked for on a CPU. A process that dies takes no other with it.</summary>
public sealed class ProcessWorkers : ITrialEngine, IDisposable
{
    private readonly WorkerCommand _command;
    private readonly Dictionary<TrialJob, Worker> _workers = [];

    /// <param name="workers">How many at once; at least 1.</param>
    /// <param name="command">How to start one; found by itself when null.</param>
    /// <exception cref="SegBookException">The number is below 1, or there is no command line.</exception>
    public ProcessWorkers(int workers, WorkerCommand? command = null)
    {
        Slots = workers >= 1 ? workers : throw new SegBookException($"{workers} workers cannot do anything. Use at least 1.");
        _command = command ?? WorkerCommand.Find();
    }

    /// <inheritdoc/>
    public int Slots { get; }

    /// <inheritdoc/>
    public void Start(IReadOnlyList<TrialJob> jobs, RunStore store, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(store);
        foreach (var job in jobs)
        {
            var name = Path.Combine(store.Folder, "jobs", $"{job.Experiment.Id}-{job.UntilEpoch}");
            JobFile.Write(name + ".json", job);
            var place = Enumerable.Range(0, int.MaxValue).Except(_workers.Values.Where(worker => !worker.Ended.IsCompleted).Select(worker => worker.Place)).First();
            _workers[job] = new Worker(StartInfo(name + ".json", store, place), name + ".log", place);
        }
    }

    /// <inheritdoc/>
    public TrialJob Wait(IReadOnlyList<TrialJob> jobs, RunStore store, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        var job = FirstToEnd([.. jobs.Where(_workers.ContainsKey)], cancellation) ?? jobs[0];
        if (!_workers.Remove(job, out var worker))
        {
            return job;
        }

        using (worker)
        {
            var code = worker.Wait(cancellation);
            if (code is not (0 or FailedTrial) && !cancellation.IsCancellationRequested)
            {
                throw new SegBookException($"The process of trial {job.Experiment.Id} ended with code {code}: {worker.LastWords()} What is done is kept; running the same again goes on.");
            }
        }

        return job;
    }

    /// <summary>Stops what is still under way; each saves its state first.</summary>
    public void Dispose()
    {
        foreach (var worker in _workers.Values)
        {
            worker.Dispose();
        }

        _workers.Clear();
    }

    /// <summary>The exit code of a trial whose loss became NaN.</summary>
    internal const int FailedTrial = 3;

    private TrialJob? FirstToEnd(List<TrialJob> jobs, CancellationToken cancellation)
    {
        try
        {
            return jobs.Count == 0 ? null : jobs[Task.WaitAny([.. jobs.Select(job => _workers[job].Ended)], cancellation)];
        }
        catch (OperationCanceledException)
        {
            return jobs[0];
        }
    }

    private ProcessStartInfo StartInfo(string job, RunStore store, int place)
    {
        var info = new ProcessStartInfo(_command.File) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (IEnumerable<string>)[.. _command.Arguments, "train", "--job", job, "--store", store.Folder, "--quiet"])
        {
            info.ArgumentList.Add(argument);
        }

        // Workers share the machine: its cores evenly, its GPUs one each as far as they go.
        var threads = $"{Math.Max(1, Environment.ProcessorCount / Slots)}";
        info.Environment["OMP_NUM_THREADS"] = threads;
        info.Environment["SEGBOOK_THREADS"] = threads;
        if (torch.cuda.is_available() && torch.cuda.device_count() is > 1 and var gpus)
        {
            info.Environment["CUDA_VISIBLE_DEVICES"] = $"{place % gpus}";
        }

        return info;
    }

    /// <summary>A process and the log of what it says.</summary>
    private sealed class Worker : IDisposable
    {
        private readonly Process _process;
        private readonly string _log;
        private readonly Task _copying;

        public Worker(ProcessStartInfo info, string log, int place)
        {
            (_log, Place) = (log, place);
            _process = Process.Start(info) ?? throw new SegBookException($"'{info.FileName}' did not start.");
            _copying = Copy();
            Ended = _process.WaitForExitAsync();
        }

        /// <summary>The lowest number that no other worker had when it started.</summary>
        public int Place { get; }

        public Task Ended { get; }

        public int Wait(CancellationToken cancellation)
        {
            try
            {
                _process.WaitForExitAsync(cancellation).GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                Stop();
            }

            _copying.Wait(CancellationToken.None);
            return _process.ExitCode;
        }

        // Of a fault what it was, not the end of its trace.
        public string LastWords()
        {
            var lines = File.ReadLines(_log).Where(line => line.Trim().Length > 0).ToList();
            var told = lines.FindLastIndex(line => line.StartsWith("segbook: ", StringComparison.Ordinal));
            return string.Join(' ', told < 0 ? lines.TakeLast(3) : lines.Skip(told).Take(2));
        }

        public void Dispose()
        {
            Stop();
            _process.Dispose();
        }

        /// <summary>Asks it to save and stop, as Ctrl-C would, and waits.</summary>
        private void Stop()
        {
            if (!_process.HasExited)
            {
                using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
                kill.WaitForExit();
                _process.WaitForExit();
            }
        }

        private async Task Copy()
        {
            await using var log = new StreamWriter(_log);
            foreach (var text in await Task.WhenAll(_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync()).ConfigureAwait(false))
            {
                await log.WriteAsync(text).ConfigureAwait(false);
            }
        }
    }
}
