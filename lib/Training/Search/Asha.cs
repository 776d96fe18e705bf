namespace SegBook.Training;

/// <summary>A trial and how far to take it.</summary>
/// <param name="Trial">The trial, from 0.</param>
/// <param name="Stage">The stage, from 0.</param>
/// <param name="Epochs">Epochs in all at the stage's end.</param>
public sealed record AshaJob(int Trial, int Stage, int Epochs);

/// <summary>The bookkeeping of asynchronous successive halving (Li et al. 2020, algorithm 2): which trial to begin or to go on with. It trains nothing.</summary>
/// <remarks>With a first stage that is already the last it is plain random search.</remarks>
public sealed class Asha
{
    private readonly int[] _rungs;
    private readonly int _reduction;
    private readonly int _trials;
    private readonly List<(int Trial, double Score)>[] _heard;
    private readonly HashSet<int>[] _promoted;
    private int _begun;

    /// <param name="minEpochs">Epochs of the first stage.</param>
    /// <param name="maxEpochs">Epochs of the last stage.</param>
    /// <param name="reduction">One in this many is promoted, to this many times the epochs.</param>
    /// <param name="trials">How many trials are begun.</param>
    public Asha(int minEpochs, int maxEpochs, int reduction, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minEpochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEpochs, minEpochs);
        ArgumentOutOfRangeException.ThrowIfLessThan(reduction, 2);
        (_reduction, _trials) = (reduction, trials);
        var stages = new List<int>();
        for (long epochs = minEpochs; epochs < maxEpochs; epochs *= reduction)
        {
            stages.Add((int)epochs);
        }

        _rungs = [.. stages, maxEpochs];
        _heard = [.. _rungs.Select(_ => new List<(int, double)>())];
        _promoted = [.. _rungs.Select(_ => new HashSet<int>())];
    }

    /// <summary>Epochs at the end of each stage.</summary>
    public IReadOnlyList<int> Stages => _rungs;

    /// <summary>The next piece of work; null when nothing can be decided before more is heard.</summary>
    public AshaJob? Next()
    {
        for (var stage = _rungs.Length - 2; stage >= 0; stage--)
        {
            // Of equal scores the older trial goes on.
            var best = _heard[stage].OrderByDescending(result => result.Score).ThenBy(result => result.Trial).Take(_heard[stage].Count / _reduction);
            foreach (var (trial, score) in best)
            {
                if (double.IsFinite(score) && _promoted[stage].Add(trial))
                {
                    return new AshaJob(trial, stage + 1, _rungs[stage + 1]);
                }
            }
        }

        return _begun < _trials ? new AshaJob(_begun++, 0, _rungs[0]) : null;
    }

    /// <summary>Takes note of what a piece of work came to.</summary>
    /// <param name="job">The work.</param>
    /// <param name="score">Its score, higher is better; minus infinity when it failed.</param>
    public void Hear(AshaJob job, double score)
    {
        ArgumentNullException.ThrowIfNull(job);
        _heard[job.Stage].Add((job.Trial, double.IsNaN(score) ? double.NegativeInfinity : score));
    }
}
