using System.Text.Json.Nodes;
using SegBook.Models;
using SegBook.Tests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SegBook.Tests.Models;

/// <summary>Loss, gradients, batch-norm buffers and three steps of four optimizers, for every recording in golden/models.</summary>
public class GoldenTrainingTests
{
    public static IEnumerable<object[]> Recordings => GoldenFile.All("train");

    [GoldenTheory("models")]
    [MemberData(nameof(Recordings))]
    public void Training_in_float64_gives_smps_numbers(string name) => Check(name, float64, new Tolerances(1e-9, 1e-9, 1e-9, 1e-7));

    [GoldenTheory("models")]
    [MemberData(nameof(Recordings))]
    public void Training_in_float32_stays_close_to_smps_numbers(string name)
    {
        var golden = new GoldenFile(name);
        var deepLab = golden.Json["arch"]!.GetValue<string>() == "DeepLabV3Plus";
        var gradient = golden.Json["arch"]!.GetValue<string>() switch
        {
            "PSPNet" => 1e-4,
            "Unet" => 1e-2,
            _ => 2e-2,
        };
        var pairOfImages = GoldenFile.Longs(golden.Json["input"]!["shape"]!)[0] == 2;

        Check(name, float32, new Tolerances(2e-6, gradient, deepLab ? 5e-4 : 1e-4, deepLab && pairOfImages ? 1e-2 : 2e-3));
    }

    private static void Check(string name, ScalarType type, Tolerances allowed)
    {
        using var scope = NewDisposeScope();
        var golden = new GoldenFile(name);
        using var model = golden.Model(golden.Config with { DecoderDropout = 0 });
        model.to(type);
        using var start = new Snapshot(model);
        using var input = golden.Input().to(type);
        using var labels = golden.Labels();

        var loss = Loss(model, input, labels);
        loss.backward();

        Close.Relative(Column(golden.Json["loss_" + Suffix(type)]!), Value(loss), allowed.Loss, "loss");
        CheckGradients(golden.Json["gradients"]!.AsObject(), model, type, allowed.Gradient);
        CheckBuffers(golden.Json, model, type, type == float64 ? 1e-9 : 2e-6);
        start.TakeGradients(model);
        foreach (var (optimizer, recorded) in golden.Json["optimizers"]!.AsObject())
        {
            start.Restore(model);
            CheckSteps(optimizer, recorded!, model, start, input, labels, type, allowed);
        }
    }

    private static void CheckGradients(JsonObject expected, SegmentationModel model, ScalarType type, double allowed)
    {
        using var scope = NewDisposeScope();
        var parameters = model.State().Where(entry => entry.IsParameter).ToArray();
        Assert.Equal(expected.Select(pair => pair.Key).Order(StringComparer.Ordinal), parameters.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        foreach (var (name, parameter, _) in parameters)
        {
            var gradient = parameter.grad;
            if (expected[name] is not { } row)
            {
                Assert.True(gradient is null, $"{name} should get no gradient");
                continue;
            }

            var flat = gradient!.reshape(-1).to(float64);
            var norm = row[1]!.GetValue<double>();
            Close.Relative(norm, flat.pow(2).sum().sqrt().item<double>(), allowed, $"gradient of {name}");
            if (type == float64)
            {
                var n = flat.numel();
                long[] probes = [0, n / 3, 2 * n / 3, n - 1];
                Assert.All(probes.Zip(row[3]!.AsArray()), pair => Close.Relative(pair.Second!.GetValue<double>(), flat[pair.First].item<double>(), allowed, $"gradient of {name} at {pair.First}", norm));
            }
        }
    }

    private static void CheckBuffers(JsonObject json, SegmentationModel model, ScalarType type, double allowed)
    {
        using var scope = NewDisposeScope();
        var buffers = model.State().Where(entry => !entry.IsParameter).ToDictionary(entry => entry.Name, entry => entry.Tensor);
        foreach (var (name, row) in json["buffers_after_one_forward"]!.AsObject())
        {
            var values = buffers[name].to(float64);
            Close.Relative(Column(row![type == float64 ? 1 : 0]!), values.pow(2).sum().sqrt().item<double>(), allowed, name);
            Close.Relative(Column(row[2]!), values[0].item<double>(), allowed, $"{name}[0]", Column(row[1]!));
        }

        var counts = buffers.Where(pair => pair.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Select(pair => pair.Value.item<long>()).Distinct();
        Assert.Equal(GoldenFile.Longs(json["num_batches_tracked_after_one_forward"]!).Order(), counts.Order());
    }

    /// <summary>
    /// The loss after a step is that of the next one's forward pass: batch statistics do not depend on the running ones. The first step's gradients,
    /// the same for every optimizer, are at hand.
    /// </summary>
    private static void CheckSteps(string name, JsonNode recorded, SegmentationModel model, Snapshot start, Tensor input, Tensor labels, ScalarType type, Tolerances allowed)
    {
        using var scope = NewDisposeScope();
        using var optimizer = Optimizer(name, recorded["hyperparameters"]!, model.parameters().ToArray());
        var expected = recorded[$"loss_after_steps_1_2_3_{Suffix(type)}"]!.AsArray();
        optimizer.step();
        Close.Relative(Column(recorded[$"parameter_change_l2_after_step_1_{Suffix(type)}"]!), start.Distance(model), type == float64 ? 1e-8 : allowed.Gradient, $"{name}, size of step 1");
        for (var step = 1; step <= expected.Count; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            var loss = Loss(model, input, labels);
            Close.Relative(Column(expected[step - 1]!), Value(loss), step == 1 ? allowed.FirstStep : allowed.LaterSteps, $"{name}, loss after step {step}");
            if (step < expected.Count)
            {
                loss.backward();
                optimizer.step();
            }
        }
    }

    private static optim.Optimizer Optimizer(string name, JsonNode with, Parameter[] parameters)
    {
        return name switch
        {
            "SGD" => optim.SGD(parameters, Number("lr"), Number("momentum"), Number("dampening"), Number("weight_decay"), Flag("nesterov")),
            "Adam" => optim.Adam(parameters, Number("lr"), Number("beta1"), Number("beta2"), Number("eps"), Number("weight_decay"), Flag("amsgrad")),
            "AdamW" => optim.AdamW(parameters, Number("lr"), Number("beta1"), Number("beta2"), Number("eps"), Number("weight_decay"), Flag("amsgrad")),
            "RMSprop" => optim.RMSProp(parameters, Number("lr"), Number("alpha"), Number("eps"), Number("weight_decay"), Number("momentum"), Flag("centered")),
            _ => throw new InvalidOperationException($"There is no optimizer {name}."),
        };

        double Number(string key) => with[key]!.GetValue<double>();
        bool Flag(string key) => with[key]!.GetValue<bool>();
    }

    private static Tensor Loss(SegmentationModel model, Tensor input, Tensor labels)
    {
        using var scope = NewDisposeScope();
        return F.cross_entropy(model.call(input), labels).MoveToOuterDisposeScope();
    }

    private static double Value(Tensor scalar)
    {
        using var value = scalar.detach().to(float64);
        return value.item<double>();
    }

    private static double Column(JsonNode node) => node.GetValue<double>();

    private static string Suffix(ScalarType type) => type == float64 ? "f64" : "f32";

    private sealed record Tolerances(double Loss, double Gradient, double FirstStep, double LaterSteps);

    /// <summary>A copy of a network's state and gradients, to go back to and to measure from.</summary>
    private sealed class Snapshot(SegmentationModel model) : IDisposable
    {
        private readonly (Tensor Value, bool IsParameter)[] _copies = [.. model.State().Select(entry => (Copy(entry.Tensor), entry.IsParameter))];
        private Tensor?[] _gradients = [];

        public void TakeGradients(SegmentationModel model) =>
            _gradients = [.. model.State().Select(entry => entry.IsParameter && entry.Tensor.grad is { } gradient ? Copy(gradient) : null)];

        public void Restore(SegmentationModel model)
        {
            using var noGrad = no_grad();
            var i = 0;
            foreach (var (_, tensor, isParameter) in model.State())
            {
                tensor.copy_(_copies[i].Value);
                if (isParameter && _gradients[i] is { } gradient)
                {
                    tensor.grad = gradient.clone();
                }

                i++;
            }
        }

        public double Distance(SegmentationModel model)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            return Math.Sqrt(model.State().Zip(_copies).Where(pair => pair.Second.IsParameter)
                .Sum(pair => (pair.First.Tensor - pair.Second.Value).to(float64).pow(2).sum().item<double>()));
        }

        public void Dispose()
        {
            foreach (var tensor in _copies.Select(copy => (Tensor?)copy.Value).Concat(_gradients))
            {
                tensor?.Dispose();
            }
        }

        private static Tensor Copy(Tensor tensor)
        {
            using var detached = tensor.detach();
            return detached.clone().DetachFromDisposeScope();
        }
    }
}
