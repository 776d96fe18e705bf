using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    // The rest of what the workbook or its readers may call.
    public partial class Tensor
    {
        public Tensor mH => Aten.Call("adjoint", this);

        public Tensor mT => Aten.Call("transpose.int", this, -2, -1);

        public Tensor diff(long n = 1, long dim = -1, Tensor prepend = null, Tensor append = null) =>
            Aten.Call("diff", this, n, dim, prepend, append);

        public Tensor trapezoid(double dx = 1, long dim = -1) => Aten.Call("trapezoid.dx", this, dx, dim);

        public Tensor trapezoid(Tensor x, long dim = -1) => Aten.Call("trapezoid.x", this, x, dim);

        public Tensor logcumsumexp(long dim) => Aten.Call("logcumsumexp", this, dim);

        public Tensor cov(long correction = 1, Tensor fweights = null, Tensor aweights = null) =>
            Aten.Call("cov", this, correction, fweights, aweights);

        public Tensor corrcoef() => Aten.Call("corrcoef", this);

        public Tensor msort() => Aten.Call("msort", this);

        public Tensor gcd(Tensor other) => Aten.Call("gcd", this, other);

        public Tensor lcm(Tensor other) => Aten.Call("lcm", this, other);

        public Tensor copysign(Tensor other) => Aten.Call("copysign.Tensor", this, other);

        public Tensor heaviside(Tensor other) => Aten.Call("heaviside", this, other);

        public Tensor ldexp(Tensor other) => Aten.Call("ldexp.Tensor", this, other);

        public Tensor float_power(Tensor target) => Aten.Call("float_power.Tensor_Tensor", this, target);

        public Tensor renorm(float p, long dim, float maxnorm) => Aten.Call("renorm", this, p, dim, maxnorm);

        public Tensor pinverse(double rcond = 1e-15, bool hermitian = false) => Aten.Call("linalg_pinv", this, rcond, hermitian);

        public Tensor matrix_power(int n) => Aten.Call("matrix_power", this, n);

        public Tensor kron(Tensor other) => Aten.Call("kron", this, other);

        public Tensor tril_(long diagonal = 0) => InPlace("tril_", this, diagonal);

        public Tensor triu_(long diagonal = 0) => InPlace("triu_", this, diagonal);

        public Tensor select_scatter(Tensor src, long dim, long index) => Aten.Call("select_scatter", this, src, dim, index);

        public Tensor slice_scatter(Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1) =>
            Aten.Call("slice_scatter", this, src, dim, start, end, step);

        public Tensor randint_like(long low, long high, ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
            WithGrad(Aten.Call("randint_like.low_dtype", this, low, high, dtype, Arg.None, device), requires_grad);

        public Tensor poisson(Generator generator = null) => Aten.Call("poisson", this, generator);

        public Tensor log_normal_(double mean = 0, double std = 1, Generator generator = null) =>
            InPlace("log_normal_", this, mean, std, generator);

        public Tensor glu(long dim = -1) => Aten.Call("glu", this, dim);

        public Tensor prelu(Tensor target) => Aten.Call("prelu", this, target);

        public Tensor channel_shuffle(long groups) => Aten.Call("channel_shuffle", this, groups);

        public Tensor[] tensor_split(long[] sizes, long dim = 0) => Aten.CallMany("tensor_split.indices", this, sizes, dim);

        public Tensor[] hsplit(long size) => Aten.CallMany("hsplit.int", this, size);

        public Tensor[] vsplit(long size) => Aten.CallMany("vsplit.int", this, size);

        public object tolist()
        {
            if (ndim == 0) return ToScalar();
            var list = new ArrayList();
            for (long k = 0; k < size(0); k++)
            {
                using var part = this[k];
                list.Add(part.tolist());
            }

            return list;
        }
    }
}
