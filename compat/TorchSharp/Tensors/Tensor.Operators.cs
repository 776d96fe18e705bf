namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);

        public static Tensor operator +(Tensor left, int right) => WithNumber("add.Scalar", left, right);

        public static Tensor operator +(Tensor left, long right) => WithNumber("add.Scalar", left, right);

        public static Tensor operator +(Tensor left, float right) => WithNumber("add.Scalar", left, right);

        public static Tensor operator +(Tensor left, double right) => WithNumber("add.Scalar", left, right);

        public static Tensor operator +(Scalar left, Tensor right) => WithNumber("add.Scalar", right, left);

        public static Tensor operator +(int left, Tensor right) => WithNumber("add.Scalar", right, left);

        public static Tensor operator +(long left, Tensor right) => WithNumber("add.Scalar", right, left);

        public static Tensor operator +(float left, Tensor right) => WithNumber("add.Scalar", right, left);

        public static Tensor operator +(double left, Tensor right) => WithNumber("add.Scalar", right, left);

        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);

        public static Tensor operator *(Tensor left, int right) => WithNumber("mul.Scalar", left, right);

        public static Tensor operator *(Tensor left, long right) => WithNumber("mul.Scalar", left, right);

        public static Tensor operator *(Tensor left, float right) => WithNumber("mul.Scalar", left, right);

        public static Tensor operator *(Tensor left, double right) => WithNumber("mul.Scalar", left, right);

        public static Tensor operator *(Scalar left, Tensor right) => WithNumber("mul.Scalar", right, left);

        public static Tensor operator *(int left, Tensor right) => WithNumber("mul.Scalar", right, left);

        public static Tensor operator *(long left, Tensor right) => WithNumber("mul.Scalar", right, left);

        public static Tensor operator *(float left, Tensor right) => WithNumber("mul.Scalar", right, left);

        public static Tensor operator *(double left, Tensor right) => WithNumber("mul.Scalar", right, left);

        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);

        public static Tensor operator -(Tensor left, int right) => WithNumber("sub.Scalar", left, right);

        public static Tensor operator -(Tensor left, long right) => WithNumber("sub.Scalar", left, right);

        public static Tensor operator -(Tensor left, float right) => WithNumber("sub.Scalar", left, right);

        public static Tensor operator -(Tensor left, double right) => WithNumber("sub.Scalar", left, right);

        public static Tensor operator -(Scalar left, Tensor right) => FromNumber("neg", "add.Scalar", right, left);

        public static Tensor operator -(int left, Tensor right) => FromNumber("neg", "add.Scalar", right, left);

        public static Tensor operator -(long left, Tensor right) => FromNumber("neg", "add.Scalar", right, left);

        public static Tensor operator -(float left, Tensor right) => FromNumber("neg", "add.Scalar", right, left);

        public static Tensor operator -(double left, Tensor right) => FromNumber("neg", "add.Scalar", right, left);

        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);

        public static Tensor operator /(Tensor left, int right) => WithNumber("div.Scalar", left, right);

        public static Tensor operator /(Tensor left, long right) => WithNumber("div.Scalar", left, right);

        public static Tensor operator /(Tensor left, float right) => WithNumber("div.Scalar", left, right);

        public static Tensor operator /(Tensor left, double right) => WithNumber("div.Scalar", left, right);

        public static Tensor operator /(Scalar left, Tensor right) => FromNumber("reciprocal", "mul.Scalar", right, left);

        public static Tensor operator /(int left, Tensor right) => FromNumber("reciprocal", "mul.Scalar", right, left);

        public static Tensor operator /(long left, Tensor right) => FromNumber("reciprocal", "mul.Scalar", right, left);

        public static Tensor operator /(float left, Tensor right) => FromNumber("reciprocal", "mul.Scalar", right, left);

        public static Tensor operator /(double left, Tensor right) => FromNumber("reciprocal", "mul.Scalar", right, left);

        public static Tensor operator %(Tensor left, Tensor right) => left.remainder(right);

        public static Tensor operator %(Tensor left, Scalar right) => left.remainder(right);

        public static Tensor operator %(Tensor left, int right) => WithNumber("remainder.Scalar", left, right);

        public static Tensor operator %(Tensor left, long right) => WithNumber("remainder.Scalar", left, right);

        public static Tensor operator %(Tensor left, float right) => WithNumber("remainder.Scalar", left, right);

        public static Tensor operator %(Tensor left, double right) => WithNumber("remainder.Scalar", left, right);

        public static Tensor operator -(Tensor tensor) => tensor.neg();

        public static Tensor operator &(Tensor left, Tensor right) => left.bitwise_and(right);

        public static Tensor operator |(Tensor left, Tensor right) => left.bitwise_or(right);

        public static Tensor operator ^(Tensor left, Tensor right) => left.bitwise_xor(right);

        public static Tensor operator ~(Tensor left) => left.bitwise_not();

        private static Tensor WithNumber(string op, Tensor tensor, Arg number)
        {
            ArgumentNull(tensor);
            return Aten.Call(op, tensor, number);
        }

        /// <summary>number - tensor and number / tensor, as the original computes them: turned round, then two steps.</summary>
        private static Tensor FromNumber(string turn, string op, Tensor tensor, Arg number)
        {
            ArgumentNull(tensor);
            using var turned = Aten.Call(turn, tensor);
            return Aten.Call(op, turned, number);
        }

        /// <summary>Operators of a null tensor fail as a member call would.</summary>
        private static void ArgumentNull(Tensor tensor)
        {
            if (tensor is null) throw new NullReferenceException();
        }
    }
}
