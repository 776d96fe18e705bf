using System.Text.Json.Nodes;
using SegBook.Tests.Support;
using SegBook.Training;

namespace SegBook.Tests.Training;

/// <summary>Learning rates against what PyTorch's schedulers gave (schedules.py recorded them).</summary>
public sealed class ScheduleTests
{
    private const double Rate = 0.4;
    private static readonly JsonNode _recorded = JsonNode.Parse(File.ReadAllText(Path.Combine(Shared.Root, "tests", "Training", "schedules.json")))!;

    public static TheoryData<string, ScheduleSettings> PerStep => new()
    {
        { "cosine", new() { Kind = ScheduleKind.Cosine } },
        { "cosineFloor", new() { Kind = ScheduleKind.Cosine, Floor = 0.1 } },
        { "polynomial", new() { Kind = ScheduleKind.Polynomial, Power = 2 } },
        { "oneCycle", new() { Kind = ScheduleKind.OneCycle } },
        { "oneCycleOther", new() { Kind = ScheduleKind.OneCycle, Rise = 0.1, StartDivisor = 10, EndDivisor = 100 } },
        { "oneCycleStill", new() { Kind = ScheduleKind.OneCycle, CycleMomentum = false } },
        { "warmCosine", new() { Kind = ScheduleKind.Cosine, WarmupEpochs = 2, WarmupStart = 0.1 } },
    };

    [Theory]
    [MemberData(nameof(PerStep))]
    public void Rate_of_every_step_is_PyTorchs(string name, ScheduleSettings settings)
    {
        var (epochs, steps) = ((int)_recorded["epochs"]!, (int)_recorded["steps"]!);

        var rates = Positions(epochs, steps).Select(at => Rate * Schedule.Factor(settings, at));

        AssertClose(Numbers(name, "rates"), rates);
    }

    [Theory]
    [InlineData("oneCycle", true)]
    [InlineData("oneCycleStill", false)]
    public void Momentum_of_every_step_is_PyTorchs(string name, bool cycles)
    {
        var settings = new ScheduleSettings { CycleMomentum = cycles };

        var momenta = Positions((int)_recorded["epochs"]!, (int)_recorded["steps"]!).Select(at => Schedule.Momentum(settings, at) ?? 0.9);

        AssertClose(Numbers(name, "momenta"), momenta);
    }

    [Theory]
    [InlineData("step", 0.1)]
    [InlineData("step15", 0.15)]
    public void Rate_of_every_epoch_falls_in_steps_like_PyTorchs(string name, double gamma)
    {
        var settings = new ScheduleSettings { Kind = ScheduleKind.Step, StepSize = 2, Gamma = gamma };

        var rates = Enumerable.Range(0, 6).Select(epoch => Rate * Schedule.Factor(settings, new RunPosition(epoch, 3, 5, 6)));

        AssertClose(Numbers(name, "rates"), rates);
    }

    [Theory]
    [InlineData("plateau", 0.1, 3)]
    [InlineData("plateau1", 0.5, 1)]
    public void Rate_falls_on_a_plateau_like_PyTorchs(string name, double gamma, int patience)
    {
        var settings = new ScheduleSettings { Kind = ScheduleKind.Plateau, Gamma = gamma, Patience = patience };
        var state = PlateauState.Start;
        var rates = new List<double>();

        foreach (var (epoch, loss) in Numbers(name, "metrics").Index())
        {
            rates.Add(Rate * Schedule.Factor(settings, new RunPosition(epoch, 0, 5, 15), state));
            state = state.After(loss, settings);
        }

        AssertClose(Numbers(name, "rates"), rates);
    }

    [Fact]
    public void Rate_does_not_fall_below_its_floor_on_a_plateau()
    {
        var settings = new ScheduleSettings { Kind = ScheduleKind.Plateau, Gamma = 0.1, Patience = 0, Floor = 0.05 };

        var state = Enumerable.Repeat(1.0, 5).Aggregate(PlateauState.Start, (state, loss) => state.After(loss, settings));

        Assert.Equal(0.05, state.Factor, precision: 12);
    }

    [Fact]
    public void Rate_stays_when_the_schedule_is_constant()
    {
        Assert.All(Positions(3, 4), at => Assert.Equal(1, Schedule.Factor(new ScheduleSettings { Kind = ScheduleKind.Constant }, at)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(10, 1)]
    public void One_cycle_of_a_very_short_run_has_rates_between_nothing_and_the_highest(int epochs, int steps)
    {
        Assert.All(Positions(epochs, steps), at => Assert.InRange(Schedule.Factor(new ScheduleSettings(), at), 0, 1));
    }

    private static IEnumerable<RunPosition> Positions(int epochs, int steps) =>
        from epoch in Enumerable.Range(0, epochs)
        from step in Enumerable.Range(0, steps)
        select new RunPosition(epoch, step, steps, epochs);

    private static double[] Numbers(string name, string series) => [.. _recorded[name]![series]!.AsArray().Select(number => (double)number!)];

    private static void AssertClose(double[] expected, IEnumerable<double> actual)
    {
        var numbers = actual.ToArray();
        Assert.Equal(expected.Length, numbers.Length);
        foreach (var (i, (want, got)) in expected.Zip(numbers).Index())
        {
            Assert.True(Math.Abs(want - got) <= 1e-12 * Math.Max(1e-3, Math.Abs(want)), $"step {i}: PyTorch {want:R}, here {got:R}");
        }
    }
}
