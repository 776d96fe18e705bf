using System.Diagnostics;
using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SegBook.Tests.Compat.TorchSharp;

/// <summary>Tensors go when they should, and not before.</summary>
public sealed class LifetimeTests
{
    [Fact]
    public void Fifty_training_steps_leave_tensors_and_memory_as_they_were()
    {
        using var outer = NewDisposeScope();
        manual_seed(1);
        using var net = Sequential(Conv2d(3, 8, 3, padding: 1L), BatchNorm2d(8), ReLU(), Conv2d(8, 5, 1));
        var optimizer = optim.AdamW(net.parameters().ToArray(), lr: 1e-3);
        var images = randn(4, 3, 64, 64);
        var labels = randint(0, 5, [4, 64, 64]);
        void Step()
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = functional.cross_entropy(net.forward(images), labels);
            loss.backward();
            optimizer.step();
        }

        for (var k = 0; k < 10; k++) Step();
        var tensors = Tensor.TotalCount;
        var memory = Resident();
        for (var k = 0; k < 50; k++) Step();

        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.InRange(Resident() - memory, -(1L << 40), 24L << 20);
    }

    [Fact]
    public void Tensors_that_nobody_disposed_are_freed_by_the_collector()
    {
        var before = Tensor.TotalCount;
        MakeAndForget(100);

        for (var k = 0; k < 20 && Tensor.TotalCount > before; k++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(Tensor.TotalCount <= before, $"{Tensor.TotalCount - before} tensors are left");
    }

    [Fact]
    public void Array_under_a_tensor_stays_pinned_while_a_view_lives()
    {
        using var view = ViewOfAnArray();

        for (var k = 0; k < 5; k++)
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal([1, 2, 3], view.data<float>().ToArray());
    }

    [Fact]
    public void Tensors_of_other_threads_are_outside_this_threads_scope()
    {
        using var scope = NewDisposeScope();
        Tensor made = null!;
        var thread = new Thread(() => made = ones(1));
        thread.Start();
        thread.Join();

        Assert.Equal(0, scope.DisposablesCount);
        Assert.False(made.IsInvalid);
        made.Dispose();
    }

    [Fact]
    public void Collections_during_calls_on_several_threads_do_no_harm()
    {
        var sums = new double[4];
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested) GC.Collect(0);
        });
        collector.Start();

        Parallel.For(0, sums.Length, worker =>
        {
            for (var k = 0; k < 300; k++) sums[worker] += (ones(16) + k).sum().ToDouble();
        });
        stop.Cancel();
        collector.Join();

        Assert.All(sums, sum => Assert.Equal(16 * (300 + (299 * 300 / 2)), sum));
    }

    [Fact]
    public void Grad_mode_belongs_to_the_thread()
    {
        using var off = no_grad();
        var elsewhere = false;
        var thread = new Thread(() => elsewhere = is_grad_enabled());
        thread.Start();
        thread.Join();

        Assert.False(is_grad_enabled());
        Assert.True(elsewhere);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeAndForget(int count)
    {
        for (var k = 0; k < count; k++) _ = ones(8) + k;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tensor ViewOfAnArray()
    {
        using var whole = from_array(new float[] { 0, 1, 2, 3 });
        return whole[1..];
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
