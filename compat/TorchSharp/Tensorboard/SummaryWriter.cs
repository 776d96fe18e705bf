using System.Globalization;
using System.Net;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class utils
        {
            public static partial class tensorboard
            {
                /// <summary>Writes what TensorBoard shows, into <paramref name="log_dir"/>, or a folder in it that is named after the time and the machine.</summary>
                public static SummaryWriter SummaryWriter(string log_dir = null, string filename_suffix = null, bool createRunName = false) =>
                    new(string.IsNullOrEmpty(log_dir) ? RunName("runs") : createRunName ? RunName(log_dir) : log_dir, filename_suffix);

                private static string RunName(string folder) =>
                    Path.Combine(folder, DateTime.Now.ToString("MMMd_H-m-s", CultureInfo.InvariantCulture) + "_" + Dns.GetHostName());
            }
        }
    }
}

namespace TorchSharp.Modules
{
    public class SummaryWriter
    {
        private readonly EventFile _main;
        private readonly Dictionary<string, EventFile> _files = [];

        internal SummaryWriter(string log_dir, string filename_suffix)
        {
            LogDir = log_dir;
            _main = new EventFile(log_dir, filename_suffix);
        }

        public string LogDir { get; }

        public void add_scalar(string tag, float scalar_value, int global_step, long? walltime = null) =>
            _main.Write(tag, global_step, walltime, value => value.Float(2, scalar_value));

        // Each of the scalars goes to a run of its own, which is how TensorBoard puts them into one chart.
        public void add_scalars(string main_tag, IList<(string, float)> tag_scalar_dict, int global_step, long? walltime = null)
        {
            foreach (var (key, scalar) in tag_scalar_dict)
            {
                var run = $"{main_tag}_{key}";
                if (!_files.TryGetValue(run, out var file))
                    _files[run] = file = new EventFile(Path.Combine(LogDir, run), null);
                file.Write(main_tag, global_step, walltime, value => value.Float(2, scalar));
            }
        }

        public void add_scalars(string main_tag, IDictionary<string, float> tag_scalar_dict, int global_step, long? walltime = null) =>
            add_scalars(main_tag, tag_scalar_dict.Select(e => (e.Key, e.Value)).ToList(), global_step, walltime);

        public void add_text(string tag, string text_string, int global_step, long? walltime = null) =>
            _main.Write(tag + "/text_summary", global_step, walltime, value => value
                .Message(8, new ProtoMessage().Number(1, 7).Message(2, new ProtoMessage().Message(2, new ProtoMessage().Number(1, 1))).Text(8, text_string))
                .Message(9, new ProtoMessage().Message(1, new ProtoMessage().Text(1, "text"))));
    }
}
