namespace TorchSharp;

public static partial class torch
{
    /// <summary>A libtorch tensor: one native reference, given back by Dispose, a dispose scope or the finalizer.</summary>
    public partial class Tensor : IDisposable
    {
        private static long _totalCount;
        private static long _peakCount;
        private nint _handle;

        internal Tensor(nint handle, bool register = true)
        {
            _handle = handle;
            var count = Interlocked.Increment(ref _totalCount);
            if (count > _peakCount) _peakCount = count;
            if (register) OwningDisposeScope = DisposeScopeManager.Current.Register(this);
        }

        /// <summary>Takes another object's tensor over, with its place in a dispose scope; that object is empty after it.</summary>
        internal Tensor(Tensor data, bool requires_grad)
        {
            data.requires_grad = requires_grad;
            var scope = data.OwningDisposeScope;
            _handle = Interlocked.Exchange(ref data._handle, 0);
            GC.SuppressFinalize(data);
            scope?.Replace(data, this);
        }

        ~Tensor() => Dispose(false);

        public static long TotalCount => _totalCount;

        public static long PeakCount => _peakCount;

        public string name { get; set; }

        public bool IsInvalid => _handle == 0;

        public IntPtr Handle => _handle != 0 ? _handle : throw Gone();

        internal DisposeScope OwningDisposeScope { get; set; }

        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        /// <summary>Gives up the native reference, for whoever takes it over; this object is empty after that.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            GC.SuppressFinalize(this);
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0) throw Gone();
            Interlocked.Decrement(ref _totalCount);
            return handle;
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            if (OwningDisposeScope is null) other?.Attach(this);
            else OwningDisposeScope.MoveToOther(other, this);
            return this;
        }

        public override bool Equals(object obj) => obj is Tensor other && Equals(other);

        /// <summary>Whether the contents are the same.</summary>
        public bool Equals(Tensor target) => target is not null && Aten.CallScalar("equal", this, target).ToBoolean();

        public override int GetHashCode() => base.GetHashCode();

        internal static Tensor Own(nint handle) => new(handle);

        protected virtual void Dispose(bool disposing)
        {
            if (_handle == 0) return;
            DisposeScopeManager.Current.Disposing(this);
            OwningDisposeScope?.Forget(this);
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0) return;
            Interlocked.Decrement(ref _totalCount);
            Native.seg_free(handle);
        }

        internal static InvalidOperationException Gone() => new("Tensor invalid -- empty handle.");
    }
}
